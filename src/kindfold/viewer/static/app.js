/*! kindfold's page, Apache-2.0. It holds these libraries:

preact 11.2.0

The MIT License (MIT)

Copyright (c) 2015-present Jason Miller

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

---

@preact/signals 2.11.4

The MIT License (MIT)

Copyright (c) 2022-present Preact Team

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

---

@preact/signals-core 1.14.5

The MIT License (MIT)

Copyright (c) 2022-present Preact Team

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

---

htm 3.1.1

Apache License
                           Version 2.0, January 2004
                        http://www.apache.org/licenses/

   TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION

   1. Definitions.

      "License" shall mean the terms and conditions for use, reproduction,
      and distribution as defined by Sections 1 through 9 of this document.

      "Licensor" shall mean the copyright owner or entity authorized by
      the copyright owner that is granting the License.

      "Legal Entity" shall mean the union of the acting entity and all
      other entities that control, are controlled by, or are under common
      control with that entity. For the purposes of this definition,
      "control" means (i) the power, direct or indirect, to cause the
      direction or management of such entity, whether by contract or
      otherwise, or (ii) ownership of fifty percent (50%) or more of the
      outstanding shares, or (iii) beneficial ownership of such entity.

      "You" (or "Your") shall mean an individual or Legal Entity
      exercising permissions granted by this License.

      "Source" form shall mean the preferred form for making modifications,
      including but not limited to software source code, documentation
      source, and configuration files.

      "Object" form shall mean any form resulting from mechanical
      transformation or translation of a Source form, including but
      not limited to compiled object code, generated documentation,
      and conversions to other media types.

      "Work" shall mean the work of authorship, whether in Source or
      Object form, made available under the License, as indicated by a
      copyright notice that is included in or attached to the work
      (an example is provided in the Appendix below).

      "Derivative Works" shall mean any work, whether in Source or Object
      form, that is based on (or derived from) the Work and for which the
      editorial revisions, annotations, elaborations, or other modifications
      represent, as a whole, an original work of authorship. For the purposes
      of this License, Derivative Works shall not include works that remain
      separable from, or merely link (or bind by name) to the interfaces of,
      the Work and Derivative Works thereof.

      "Contribution" shall mean any work of authorship, including
      the original version of the Work and any modifications or additions
      to that Work or Derivative Works thereof, that is intentionally
      submitted to Licensor for inclusion in the Work by the copyright owner
      or by an individual or Legal Entity authorized to submit on behalf of
      the copyright owner. For the purposes of this definition, "submitted"
      means any form of electronic, verbal, or written communication sent
      to the Licensor or its representatives, including but not limited to
      communication on electronic mailing lists, source code control systems,
      and issue tracking systems that are managed by, or on behalf of, the
      Licensor for the purpose of discussing and improving the Work, but
      excluding communication that is conspicuously marked or otherwise
      designated in writing by the copyright owner as "Not a Contribution."

      "Contributor" shall mean Licensor and any individual or Legal Entity
      on behalf of whom a Contribution has been received by Licensor and
      subsequently incorporated within the Work.

   2. Grant of Copyright License. Subject to the terms and conditions of
      this License, each Contributor hereby grants to You a perpetual,
      worldwide, non-exclusive, no-charge, royalty-free, irrevocable
      copyright license to reproduce, prepare Derivative Works of,
      publicly display, publicly perform, sublicense, and distribute the
      Work and such Derivative Works in Source or Object form.

   3. Grant of Patent License. Subject to the terms and conditions of
      this License, each Contributor hereby grants to You a perpetual,
      worldwide, non-exclusive, no-charge, royalty-free, irrevocable
      (except as stated in this section) patent license to make, have made,
      use, offer to sell, sell, import, and otherwise transfer the Work,
      where such license applies only to those patent claims licensable
      by such Contributor that are necessarily infringed by their
      Contribution(s) alone or by combination of their Contribution(s)
      with the Work to which such Contribution(s) was submitted. If You
      institute patent litigation against any entity (including a
      cross-claim or counterclaim in a lawsuit) alleging that the Work
      or a Contribution incorporated within the Work constitutes direct
      or contributory patent infringement, then any patent licenses
      granted to You under this License for that Work shall terminate
      as of the date such litigation is filed.

   4. Redistribution. You may reproduce and distribute copies of the
      Work or Derivative Works thereof in any medium, with or without
      modifications, and in Source or Object form, provided that You
      meet the following conditions:

      (a) You must give any other recipients of the Work or
          Derivative Works a copy of this License; and

      (b) You must cause any modified files to carry prominent notices
          stating that You changed the files; and

      (c) You must retain, in the Source form of any Derivative Works
          that You distribute, all copyright, patent, trademark, and
          attribution notices from the Source form of the Work,
          excluding those notices that do not pertain to any part of
          the Derivative Works; and

      (d) If the Work includes a "NOTICE" text file as part of its
          distribution, then any Derivative Works that You distribute must
          include a readable copy of the attribution notices contained
          within such NOTICE file, excluding those notices that do not
          pertain to any part of the Derivative Works, in at least one
          of the following places: within a NOTICE text file distributed
          as part of the Derivative Works; within the Source form or
          documentation, if provided along with the Derivative Works; or,
          within a display generated by the Derivative Works, if and
          wherever such third-party notices normally appear. The contents
          of the NOTICE file are for informational purposes only and
          do not modify the License. You may add Your own attribution
          notices within Derivative Works that You distribute, alongside
          or as an addendum to the NOTICE text from the Work, provided
          that such additional attribution notices cannot be construed
          as modifying the License.

      You may add Your own copyright statement to Your modifications and
      may provide additional or different license terms and conditions
      for use, reproduction, or distribution of Your modifications, or
      for any such Derivative Works as a whole, provided Your use,
      reproduction, and distribution of the Work otherwise complies with
      the conditions stated in this License.

   5. Submission of Contributions. Unless You explicitly state otherwise,
      any Contribution intentionally submitted for inclusion in the Work
      by You to the Licensor shall be under the terms and conditions of
      this License, without any additional terms or conditions.
      Notwithstanding the above, nothing herein shall supersede or modify
      the terms of any separate license agreement you may have executed
      with Licensor regarding such Contributions.

   6. Trademarks. This License does not grant permission to use the trade
      names, trademarks, service marks, or product names of the Licensor,
      except as required for reasonable and customary use in describing the
      origin of the Work and reproducing the content of the NOTICE file.

   7. Disclaimer of Warranty. Unless required by applicable law or
      agreed to in writing, Licensor provides the Work (and each
      Contributor provides its Contributions) on an "AS IS" BASIS,
      WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or
      implied, including, without limitation, any warranties or conditions
      of TITLE, NON-INFRINGEMENT, MERCHANTABILITY, or FITNESS FOR A
      PARTICULAR PURPOSE. You are solely responsible for determining the
      appropriateness of using or redistributing the Work and assume any
      risks associated with Your exercise of permissions under this License.

   8. Limitation of Liability. In no event and under no legal theory,
      whether in tort (including negligence), contract, or otherwise,
      unless required by applicable law (such as deliberate and grossly
      negligent acts) or agreed to in writing, shall any Contributor be
      liable to You for damages, including any direct, indirect, special,
      incidental, or consequential damages of any character arising as a
      result of this License or out of the use or inability to use the
      Work (including but not limited to damages for loss of goodwill,
      work stoppage, computer failure or malfunction, or any and all
      other commercial damages or losses), even if such Contributor
      has been advised of the possibility of such damages.

   9. Accepting Warranty or Additional Liability. While redistributing
      the Work or Derivative Works thereof, You may choose to offer,
      and charge a fee for, acceptance of support, warranty, indemnity,
      or other liability obligations and/or rights consistent with this
      License. However, in accepting such obligations, You may act only
      on Your own behalf and on Your sole responsibility, not on behalf
      of any other Contributor, and only if You agree to indemnify,
      defend, and hold each Contributor harmless for any liability
      incurred by, or claims asserted against, such Contributor by reason
      of your accepting any such warranty or additional liability.

   END OF TERMS AND CONDITIONS

   APPENDIX: How to apply the Apache License to your work.

      To apply the Apache License to your work, attach the following
      boilerplate notice, with the fields enclosed by brackets "[]"
      replaced with your own identifying information. (Don't include
      the brackets!)  The text should be enclosed in the appropriate
      comment syntax for the file format. We also recommend that a
      file or class name and description of purpose be included on the
      same "printed page" as the copyright notice for easier
      identification within third-party archives.

   Copyright 2018 Google Inc.

   Licensed under the Apache License, Version 2.0 (the "License");
   you may not use this file except in compliance with the License.
   You may obtain a copy of the License at

       http://www.apache.org/licenses/LICENSE-2.0

   Unless required by applicable law or agreed to in writing, software
   distributed under the License is distributed on an "AS IS" BASIS,
   WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
   See the License for the specific language governing permissions and
   limitations under the License.

---

kdbush 4.1.0

ISC License

Copyright (c) 2026, Vladimir Agafonkin

Permission to use, copy, modify, and/or distribute this software for any purpose
with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS
OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER
TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
*/
(()=>{var E,Mn,Wt,we,Ht,mt,An,pt,En,Gt,Kt,ni,Ye=Symbol.for("pv"),ht={},_t=[],oi=/^m(i|n|o|s|text|space)$/,qt=Array.isArray,Vt=_t.slice,De=Object.assign;function Pe(e){e&&e.parentNode&&e.remove()}function Je(e,t,n){var o,r,i,s={},a=arguments.length;for(i in t)i=="key"?o=t[i]:i=="ref"&&typeof e!="function"?r=t[i]:s[i]=t[i];return a>2&&(s.children=a>3?Vt.call(arguments,2):n),Ve(e,s,o,r,null)}function Ve(e,t,n,o,r){var i={type:e,props:t,key:n,ref:o,__k:null,__:null,__b:0,__e:null,__c:null,constructor:Ye,__v:r||++Mn,__i:-1,__u:0};return!r&&E.vnode&&E.vnode(i),i}function Ie(e){return e.children}function Re(e,t){this.props=e,this.context=t,this.__g=0}function ke(e,t){if(t==null)return e.__&&ke(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!="function"||e.props.__P?null:ke(e)}function ri(e){var t,n=e.__v,o=n.__e,r=[],i=[],s=e.__P;s&&((t=De({constructor:Ye},n)).__v=n.__v+1,E.vnode&&E.vnode(t),Yt(s,t,n,e.__n,s.namespaceURI,32&n.__u?[o]:null,r,o||ke(n),32&n.__u,i),t.__v=n.__v,t.__.__k[t.__i]=t,Rn(r,t,i),n.__=n.__e=null,t.__e!=o&&Cn(t))}function Cn(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),Cn(e)}function xn(e){(8&e.__g||(e.__g|=8,we.push(e),mt++))&&Ht==E.debounceRendering||((Ht=E.debounceRendering)||queueMicrotask)(Tn)}function Tn(){try{for(var e,t=1;we.length;)we.length>t&&we.sort(An),e=we.shift(),t=we.length,8&e.__g&&ri(e)}finally{(mt=we.length)&&(Ht||queueMicrotask)(Tn)}}function On(e,t,n,o,r,i,s,a,l,f,u){var m,d,c,_,g,y,w=o.__k||_t,b=t.length;for(l=ii(n,t,w,l,b),m=0;m<b;m++)(c=n.__k[m])!=null&&(d=~c.__i&&w[c.__i]||ht,c.__i=m,y=Yt(e,c,d,r,i,s,a,l,f,u),_=c.__e,(d.ref!=c.ref||8&d.__u)&&(d.ref&&Jt(d.ref,null,c,d),c.ref&&u.push(c.ref,c.__c||_,c)),g=g||_,4&c.__u?(l=Pn(c,l,e,!d.__v),d.__e&&(d.__e=null)):typeof c.type=="function"&&y!==void 0?l=y:_&&(l=_.nextSibling),c.__u&=-21);return n.__e=g,l}function ii(e,t,n,o,r){var i,s,a,l,f,u,m,d,c,_=n.length,g=_,y=0,w=0,b=e.__k=Array(r);for(i=0;i<r;i++)(s=t[i])!=null&&typeof s!="boolean"&&typeof s!="function"?(typeof s!="object"||s.constructor===String?s=b[i]=Ve(null,s):qt(s)?s=b[i]=Ve(Ie,{children:s}):s.constructor===Ye&&s.__b?s=b[i]=Ve(s.type,s.props,s.key,s.ref,s.__v):b[i]=s,l=i+y,s.__=e,s.__b=e.__b+1,a=null,~(f=s.__i=si(s,n,l,g))&&(g--,(a=n[f])&&(a.__u|=2)),a&&a.__v?(s.__u|=16,f==l-1?y--:f==l+1?y++:f!=l&&(f>l?y--:y++,w=1)):(~f||(r>_?y--:r<_&&y++),typeof s.type!="function"&&(s.__u|=4))):b[i]=null;if(w){for(u=[],m=[],i=0;i<r;i++)if((s=b[i])&&16&s.__u){for(y=0,d=u.length;y<d;)u[c=y+d>>1]<s.__i?y=c+1:d=c;u[y]=s.__i,m[i]=y+1}for(y=u.length;i--;)m[i]&&(m[i]==y?y--:b[i].__u|=4)}if(g)for(i=0;i<_;i++)!(a=n[i])||2&a.__u||(a.__e==o&&(o=ke(a)),Zt(a,a));return o}function Pn(e,t,n,o){var r,i,s,a;if(typeof e.type=="function"){if(e.props.__P)return t;if(r=e.__k)for(i=0;i<r.length;i++)r[i]&&(r[i].__=e,t=Pn(r[i],t,n,!1));return t}for(t&&!t.parentNode&&(t=ke(e))&&!t.parentNode&&(t=null),s=e.__e,a=t;a&&a.nodeType==8;)a=a.nextSibling;for(s!=a&&(!o&&n.moveBefore&&s.parentNode?n.moveBefore(s,t):n.insertBefore(s,t||null)),t=s;(t=t&&t.nextSibling)&&t.nodeType==8&&!t.data.startsWith("$s"););return t}function si(e,t,n,o){var r,i=e.key,s=e.type,a=t[n],l=a&&!(2&a.__u);if(a===null&&i==null||l&&i==a.key&&s==a.type)return n;if(o>(l?1:0)){for(r=n-1;r>=0;r--)if((a=t[r])&&!(2&a.__u)&&i==a.key&&s==a.type)return r;for(r=n+1;r<t.length;r++)if((a=t[r])&&!(2&a.__u)&&i==a.key&&s==a.type)return r}return-1}function Sn(e,t,n){n==null&&(n=""),t[0]=="-"?e.setProperty(t,n):e[t]=n}function ft(e,t,n,o,r){var i,s;if(t=="style")if(typeof n=="string")e.style.cssText=n;else{if(typeof o=="string"&&(e.style.cssText=o=""),o)for(t in o)n&&t in n||Sn(e.style,t);if(n)for(t in n)o&&n[t]==o[t]||Sn(e.style,t,n[t])}else if(t[0]=="o"&&t[1]=="n")typeof n!="function"&&(n=null),typeof o!="function"&&(o=null),(e.__e||(e.__e={}))[t]=n,n&&o||(s=Kt[t]||(Kt[t]=ai(t)),(e.__a||(e.__a={}))[t]=Gt,i=t!=(t=t.replace(En,"$1")),(t=t.slice(2))[0]<"a"&&(t=t.toLowerCase()),n?e.addEventListener(t,s,i):e.removeEventListener(t,s,i));else{if(r=="http://www.w3.org/2000/svg")t=t.replace(/xlink(H|:h)/,"h").replace(/sName$/,"s");else if(t!="width"&&t!="height"&&t!="href"&&t!="list"&&t!="form"&&t!="tabIndex"&&t!="download"&&t!="rowSpan"&&t!="colSpan"&&t!="role"&&t!="popover"&&t in e)try{return void(e[t]=n??"")}catch{}if(typeof n=="function")return;n==null||n===!1&&t[4]!="-"?e.removeAttribute(t):e.setAttribute(t,t=="popover"&&n==1?"":n)}}function ai(e){return function(t){var n=this.__e;if(n){if(n=n[e],t[pt]==null)t[pt]=Gt++;else if(t[pt]<this.__a[e])return;return n(E.event?E.event(t):t)}}}function Yt(e,t,n,o,r,i,s,a,l,f){var u,m,d,c,_,g,y,w,b,v,h,k,K,ae,ne,Ue,Y,le,he=t.type;if(t.constructor!==Ye)return null;128&n.__u&&(l=32&n.__u,u=n.__c.__z)&&(t.__u|=l,m=i=[],u.nodeType==8?a=dt(u,i):i.push(u),a=i[0]||a),(u=E.__b)&&u(t);e:if(typeof he=="function"){d=s.length;try{if(w=t.props,b=(u=he.prototype)&&u.render,v=(u=he.contextType)&&o[u.__c],h=u?v?v.props.value:u.__:o,(c=n.__c)?(t.__c=c,2&c.__g&&(c.__g|=1)):(b?t.__c=c=new he(w,h):(t.__c=c=new Re(w,h),c.constructor=he,c.render=ci),v&&v.sub(c),c.state||(c.state={}),c.__n=o,c.__g|=8,c.__h=[],c.__k=[]),b&&(c.__s||(c.__s=c.state),he.getDerivedStateFromProps&&(c.__s==c.state&&(c.__s=De({},c.__s)),De(c.__s,he.getDerivedStateFromProps(w,c.__s)))),_=c.props,g=c.state,c.__v=t,n.__c){if(w!==_&&b&&!he.getDerivedStateFromProps&&c.componentWillReceiveProps&&c.componentWillReceiveProps(w,h),t.__v==n.__v&&!(8&c.__g)||!(4&c.__g)&&c.shouldComponentUpdate&&c.shouldComponentUpdate(w,c.__s,h)===!1){t.__v!=n.__v&&(c.props=w,c.state=c.__s,c.__g&=-9),t.__e=n.__e,t.__k=n.__k,t.__k.some(function(oe){oe&&(oe.__=t)}),_t.push.apply(c.__h,c.__k),c.__k=[],c.__h.length&&s.push(c),a=ke(n);break e}c.componentWillUpdate&&c.componentWillUpdate(w,c.__s,h),b&&c.componentDidUpdate&&c.__h.push(function(){c.componentDidUpdate(_,g,y)})}else b&&!he.getDerivedStateFromProps&&c.componentWillMount&&c.componentWillMount(),b&&c.componentDidMount&&c.__h.push(c.componentDidMount);c.context=h,c.props=w,c.__P=e,c.__g&=-5,k=E.__r,K=b?25:0;do c.__g&=-9,k&&k(t),u=c.render(c.props,c.state=c.__s,c.context);while(8&c.__g&&++K<25);b&&(_t.push.apply(c.__h,c.__k),c.__k=[]),c.state=c.__s,c.getChildContext&&(o=De({},o,c.getChildContext())),b&&n.__c&&c.getSnapshotBeforeUpdate&&(y=c.getSnapshotBeforeUpdate(_,g)),ae=u&&u.type===Ie&&u.key==null?u.props.children:u,w.__P&&(u=a,r=(e=w.__P).namespaceURI,l=i=null,n.props&&n.props.__P!=e&&(n.__k.some(function(oe){oe&&Zt(oe,oe)}),n.__k=null),a=n.__k?ke(n,0):null),a=On(e,qt(ae)?ae:[ae],t,n,o,r,i,s,a,l,f),w.__P&&(t.__e=null,a=u),t.__u&=-161,m&&m.some(Pe),c.__h.length&&s.push(c),1&c.__g&&(c.__g&=-4)}catch(oe){if(s.length=d,t.__v=null,l||i)if(oe&&oe.then){if(t.__u|=128|l,i){for(~(Y=i.indexOf(a||void 0))||(Y=i.length);(le=i[Y-1])&&le.nodeType==8;)Y--;for(;Y<i.length;Y++)if(le=i[Y])if(i[Y]=null,ne){if(le==Ue)break}else{if(le.nodeType!=8)break;le.data.startsWith("$s")&&(Ue=dt(ne=le))}}if(!ne){for(;a&&a.nodeType==8&&a.nextSibling;)a=a.nextSibling;ne=a}(u=dt(ne=t.__c.__z||(t.__c.__z=ne)))?(t.__e=ne,a=u):t.__e=a,a=a&&a.nextSibling}else i&&i.some(Pe);else t.__e=n.__e;t.__k||(t.__k=n.__k||[]),oe&&oe.then||Dn(t),E.__e(oe,t,n)}}else a=t.__e=li(n.__e,t,n,o,r,i,s,l,f,e);return(u=E.diffed)&&u(t),a}function dt(e,t){if(e&&e.nodeType==8&&e.data.startsWith("$s"))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith("$s"))n++;else if(e.data.startsWith("/$s")&&!--n)return e}t&&t.push(e)}}function Dn(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(Dn))}function Rn(e,t,n){for(var o=0;o<n.length;)Jt(n[o++],n[o++],n[o++]);E.__c&&E.__c(t,e),e.some(function(r){try{e=r.__h,r.__h=[],e.some(function(i){i.call(r)})}catch(i){E.__e(i,r.__v)}})}function li(e,t,n,o,r,i,s,a,l,f){var u,m,d,c,_,g,y,w,b=n.props||ht,v=t.props,h=t.type;if(h=="svg"?r="http://www.w3.org/2000/svg":h=="math"?r="http://www.w3.org/1998/Math/MathML":r||(r="http://www.w3.org/1999/xhtml"),i){for(u=0;u<i.length;u++)if((_=i[u])&&(h?_.localName==h:_.nodeType==3)){e=_,i[u]=null;break}}if(!e){if(w=f.ownerDocument||document,!h)return w.createTextNode(v);e=w.createElementNS(r,h,v.is?v:f),a&&(E.__m&&E.__m(t,i),a=!1),i=null}if(h){if(f=h=="template"&&e.content||e,i=h=="textarea"&&v.defaultValue!=null?null:i&&Vt.call(f.childNodes),!a&&i)for(b={},u=0;u<e.attributes.length;u++)b[(_=e.attributes[u]).name]=_.value;for(u in b)_=b[u],u=="dangerouslySetInnerHTML"?d=_:u=="children"||u in v||u=="value"&&"defaultValue"in v||u=="checked"&&"defaultChecked"in v||ft(e,u,null,_,r);for(u in v)_=v[u],u=="children"?c=_:u=="dangerouslySetInnerHTML"?m=_:u=="value"?g=_:u=="checked"?y=_:a&&typeof _!="function"||b[u]===_||ft(e,u,_,b[u],r);m?(a||d&&(m.__html==d.__html||m.__html==e.innerHTML)||(e.innerHTML=m.__html),t.__k=[]):(d&&(e.textContent=""),(h=="foreignObject"||r=="http://www.w3.org/1998/Math/MathML"&&oi.test(h))&&(r="http://www.w3.org/1999/xhtml"),On(f,qt(c)?c:[c],t,n,o,r,i,s,i?i[0]:n.__k&&ke(n,0),a,l),i&&i.some(Pe)),a&&h!="textarea"||(u="value",h=="progress"&&g==null?e.removeAttribute(u):g==null||g===e[u]&&(h!="progress"||g)||ft(e,u,g,b[u],r),u="checked",y!=null&&y!=e[u]&&ft(e,u,y,b[u],r))}else b===v||a&&e.data==v||(e.data=v);return e}function Jt(e,t,n,o){try{typeof e=="function"?t?t.__x=e(t)||1:o&&(o=o.__c||o.__e)&&(t=o.__x)&&(o.__x=null,typeof t=="function"?t():e(null)):e.current=t}catch(r){E.__e(r,n)}}function Zt(e,t,n){var o,r,i,s;if(E.unmount&&E.unmount(e),!(o=e.ref)||o.current&&o.current!=e.__e||Jt(o,null,t,e),o=e.__c){if(o.componentWillUnmount)try{o.componentWillUnmount()}catch(a){E.__e(a,t)}o.__P=o.__n=null}if(o=e.__k)for(s=0;s<o.length;s++)o[s]&&Zt(o[s],t,typeof e.type!="function"||n&&!e.props.__P);!n&&(o=e.__c)&&(o=o.__z)&&(r=dt(o,i=[]))&&(o==e.__e&&i.some(Pe),Pe(r),Pe(o)),n||Pe(e.__e),e.__e=e.__c=e.__=null}function ci(e,t,n){return this.constructor(e,n)}function Qt(e,t){var n,o,r,i;E.__&&E.__(e,t),t.nodeType==9&&(t=t.documentElement),o=(n=e&&32&e.__u)?null:t.__k,t.__k=Ve(Ie,{children:[e]}),r=[],i=[],Yt(t,t.__k,o||ht,ht,t.namespaceURI,o?null:t.firstChild?Vt.call(t.childNodes):null,r,o?o.__e:t.firstChild,n,i),Rn(r,t.__k,i),t.__k.props.children=null}E={__e:function(e,t,n,o){for(var r,i,s;t=t.__;)if((r=t.__c)&&!(1&r.__g)){r.__g|=4;try{if((s=(i=r.constructor)&&i.getDerivedStateFromError)&&r.setState(i.getDerivedStateFromError(e)),r.componentDidCatch&&(r.componentDidCatch(e,o||{}),s=1),s&&8&r.__g)return void(r.__g|=2)}catch(a){e=a}}throw mt=0,e}},Mn=0,Wt=function(e){return e!=null&&e.constructor===Ye},Re.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=De({},this.state)),typeof e=="function"&&(e=e(De({},n),this.props)),e&&(De(n,e),this.__v&&(t&&this.__k.push(t),xn(this)))},Re.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),xn(this))},Re.prototype.render=Ie,we=[],mt=0,An=function(e,t){return e.__v.__b-t.__v.__b},pt=Symbol(),En=/(PointerCapture)$|Capture$/i,Gt=0,Kt={},ni=0;var Nn=function(e,t,n,o){var r;t[0]=0;for(var i=1;i<t.length;i++){var s=t[i++],a=t[i]?(t[0]|=s?1:2,n[t[i++]]):t[++i];s===3?o[0]=a:s===4?o[1]=Object.assign(o[1]||{},a):s===5?(o[1]=o[1]||{})[t[++i]]=a:s===6?o[1][t[++i]]+=a+"":s?(r=e.apply(a,Nn(e,a,n,["",null])),o.push(r),a[0]?t[0]|=2:(t[i-2]=0,t[i]=r)):o.push(a)}return o},In=new Map;function Ln(e){var t=In.get(this);return t||(t=new Map,In.set(this,t)),(t=Nn(this,t.get(e)||(t.set(e,t=(function(n){for(var o,r,i=1,s="",a="",l=[0],f=function(d){i===1&&(d||(s=s.replace(/^\s*\n\s*|\s*\n\s*$/g,"")))?l.push(0,d,s):i===3&&(d||s)?(l.push(3,d,s),i=2):i===2&&s==="..."&&d?l.push(4,d,0):i===2&&s&&!d?l.push(5,0,!0,s):i>=5&&((s||!d&&i===5)&&(l.push(i,0,s,r),i=6),d&&(l.push(i,d,0,r),i=6)),s=""},u=0;u<n.length;u++){u&&(i===1&&f(),f(u));for(var m=0;m<n[u].length;m++)o=n[u][m],i===1?o==="<"?(f(),l=[l],i=3):s+=o:i===4?s==="--"&&o===">"?(i=1,s=""):s=o+s[0]:a?o===a?a="":s+=o:o==='"'||o==="'"?a=o:o===">"?(f(),i=1):i&&(o==="="?(i=5,r=s,s=""):o==="/"&&(i<5||n[u][m+1]===">")?(f(),i===3&&(l=l[0]),i=l,(l=l[0]).push(2,0,i),i=0):o===" "||o==="	"||o===`
`||o==="\r"?(f(),i=2):s+=o),i===3&&s==="!--"&&(i=4,l=l[0])}return f(),l})(e)),t),arguments,[])).length>1?t:t[0]}var p=Ln.bind(Je);var ze,F,Xt,jn,en=Object.is,vt=0,qn=[],tn=[],z=E,Un=z.__b,zn=z.__r,Bn=z.diffed,Fn=z.__c,Hn=z.unmount,Kn=z.__;function gt(e,t){z.__h&&z.__h(F,e,vt||t),vt=0;var n=F.__H||(F.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function x(e){return vt=1,ui(Vn,e)}function ui(e,t,n){var o=gt(ze++,2);if(o.t=e,!o.__c&&(o.__=[n?n(t):Vn(void 0,t),function(i){var s=(o.__N||o.__)[0],a=o.t(s,i);en(s,a)||(o.__N=[a,o.__[1]],o.__c.setState({}))}],o.__c=F,!F.__f)){F.__f=!0;var r=F.shouldComponentUpdate;F.shouldComponentUpdate=function(i,s,a){var l=this.__H;if(!l)return!0;var f=!1,u=this.props!=i;if(l.__.some(function(d){d.__N&&(f=!0,en(d.__[0],d.__N[0])||(u=!0))}),r){var m=r.call(this,i,s,a);return f?m||u:m}return!f||u}}return o.__}function q(e,t){var n=gt(ze++,3);!z.__s&&on(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,F.__H.__h.push(n))}function yt(e,t){var n=gt(ze++,4);!z.__s&&on(n.__H,t)&&(n.__P=!1,n.__=e,n.u=t,F.__h.push(n))}function V(e){return vt=5,ce(function(){return{current:e}},[])}function ce(e,t){var n=gt(ze++,7);return on(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function fi(){var e;do{for(;e=tn.shift();)try{Ze(e)}catch(n){z.__e(n,{__:(e=e.__P)&&e.__v})}for(;e=qn.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(Ze),t.__h.some(nn),t.__h=[]}catch(n){t.__h=[],z.__e(n,e.__v)}}}while(tn.length)}z.__b=function(e){F=null,Un&&Un(e)},z.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),Kn&&Kn(e,t)},z.__r=function(e){zn&&zn(e),ze=0;var t=(F=e.__c).__H;t&&(Xt==F?F.__h=[]:(t.__h.some(Ze),t.__h.some(nn),ze=0),t.__h=[],t.__.some(function(n){n.__N&&(n.__=n.__N),n.u=n.__N=void 0})),Xt=F},z.diffed=function(e){Bn&&Bn(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&Gn(qn.push(t)),t.__H.__.some(function(n){n.u&&(n.__H=n.u)})),Xt=F=null},z.__c=function(e,t){t.some(function(n){try{n.__h.some(Ze),n.__h=n.__h.filter(function(o){return!o.__||nn(o)})}catch(o){n.__h=[function(){throw o}]}}),Fn&&Fn(e,t)},z.unmount=function(e){Hn&&Hn(e);var t,n,o=e.__c;o&&o.__H&&(o.__H.__.some(function(r){try{if(r.__P&&r.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n=n&&n.__c}r.__P=n,Gn(tn.push(r))}else Ze(r)}catch(i){t=i}}),o.__H=void 0,t&&z.__e(t,o.__v))};var Wn=typeof requestAnimationFrame=="function";function pi(e){var t,n=function(){clearTimeout(o),Wn&&cancelAnimationFrame(t),setTimeout(e)},o=setTimeout(n,35);Wn&&(t=requestAnimationFrame(n))}function Gn(e){e!=1&&jn==z.requestAnimationFrame||((jn=z.requestAnimationFrame)||pi)(fi)}function Ze(e){var t=F,n=e.__c;typeof n=="function"&&(e.__c=void 0,n()),F=t}function nn(e){var t=F;e.__c=e.__(),F=t}function on(e,t){return!e||e.length!=t.length||t.some(function(n,o){return!en(n,e[o])})}function Vn(e,t){return typeof t=="function"?t(e):t}var di=Symbol.for("preact-signals");function kt(){if(_e>1)_e--;else{var e,t=!1;for((function(){var r=bt;for(bt=void 0;r!==void 0;){var i=r.S;if(i.v===r.v)for(var s=i.t;s!==void 0;s=s.x)s.i===r.i&&(s.i=i.i);r=r.o}})();Xe!==void 0;){var n=Xe;for(Xe=void 0,$t++;n!==void 0;){var o=n.u;if(n.u=void 0,n.f&=-3,!(8&n.f)&&Jn(n))try{n.c()}catch(r){t||(e=r,t=!0)}n=o}}if($t=0,_e--,t)throw e}}function X(e){if(_e>0)return e();rn=++mi,_e++;try{return e()}finally{kt()}}var Qe,P=void 0;function et(e){var t=P,n=Qe;P=void 0,Qe=void 0;try{return e()}finally{P=t,Qe=n}}var Xe=void 0,_e=0,$t=0,mi=0,rn=0,bt=void 0,wt=0;function Yn(e){if(P!==void 0){var t=e.n;if(t===void 0||t.t!==P)return t={i:0,S:e,p:P.s,n:void 0,t:P,e:void 0,x:void 0,r:t},P.s!==void 0&&(P.s.n=t),P.s=t,e.n=t,32&P.f&&e.S(t),t;if(t.i===-1)return t.i=0,t.n!==void 0&&(t.n.p=t.p,t.p!==void 0&&(t.p.n=t.n),t.p=P.s,t.n=void 0,P.s.n=t,P.s=t),t}}function W(e,t){this.v=e,this.i=0,this.n=void 0,this.t=void 0,this.l=0,this.W=t?.watched,this.Z=t?.unwatched,this.name=t?.name}W.prototype.brand=di;W.prototype.h=function(){return!0};W.prototype.S=function(e){var t=this,n=this.t;n!==e&&e.e===void 0&&(e.x=n,this.t=e,n!==void 0?n.e=e:et(function(){var o;(o=t.W)==null||o.call(t)}))};W.prototype.U=function(e){var t=this;if(this.t!==void 0){var n=e.e,o=e.x;n!==void 0&&(n.x=o,e.e=void 0),o!==void 0&&(o.e=n,e.x=void 0),e===this.t&&(this.t=o,o===void 0&&et(function(){var r;(r=t.Z)==null||r.call(t)}))}};W.prototype.subscribe=function(e){var t=this;return ve(function(){var n=t.value;et(function(){return e(n)})},{name:"sub"})};W.prototype.valueOf=function(){return this.value};W.prototype.toString=function(){return this.value+""};W.prototype.toJSON=function(){return this.value};W.prototype.peek=function(){var e=this;return et(function(){return e.value})};Object.defineProperty(W.prototype,"value",{get:function(){var e=Yn(this);return e!==void 0&&(e.i=this.i),this.v},set:function(e){if(e!==this.v){if($t>100)throw new Error("Cycle detected");(function(n){_e!==0&&$t===0&&n.l!==rn&&(n.l=rn,bt={S:n,v:n.v,i:n.i,o:bt})})(this),this.v=e,this.i++,wt++,_e++;try{for(var t=this.t;t!==void 0;t=t.x)t.t.N()}finally{kt()}}}});function N(e,t){return new W(e,t)}function Jn(e){for(var t=e.s;t!==void 0;t=t.n)if(t.S.i!==t.i||!t.S.h()||t.S.i!==t.i)return!0;return!1}function Zn(e){for(var t=e.s;t!==void 0;t=t.n){var n=t.S.n;if(n!==void 0&&(t.r=n),t.S.n=t,t.i=-1,t.n===void 0){e.s=t;break}}}function Qn(e){for(var t=e.s,n=void 0;t!==void 0;){var o=t.p;t.i===-1?(t.S.U(t),o!==void 0&&(o.n=t.n),t.n!==void 0&&(t.n.p=o)):n=t,t.S.n=t.r,t.r!==void 0&&(t.r=void 0),t=o}e.s=n}function Ne(e,t){W.call(this,void 0,t),this.x=e,this.s=void 0,this.g=wt-1,this.f=4}Ne.prototype=new W;Ne.prototype.h=function(){if(this.f&=-3,1&this.f)return!1;if((36&this.f)==32||(this.f&=-5,this.g===wt))return!0;if(this.g=wt,this.f|=1,this.i>0&&!Jn(this))return this.f&=-2,!0;var e=P;try{Zn(this),P=this;var t=this.x();(16&this.f||this.v!==t||this.i===0)&&(this.v=t,this.f&=-17,this.i++)}catch(n){this.v=n,this.f|=16,this.i++}return P=e,Qn(this),this.f&=-2,!0};Ne.prototype.S=function(e){if(this.t===void 0){this.f|=36;for(var t=this.s;t!==void 0;t=t.n)t.S.S(t)}W.prototype.S.call(this,e)};Ne.prototype.U=function(e){if(this.t!==void 0&&(W.prototype.U.call(this,e),this.t===void 0)){this.f&=-33;for(var t=this.s;t!==void 0;t=t.n)t.S.U(t)}};Ne.prototype.N=function(){if(!(2&this.f)){this.f|=6;for(var e=this.t;e!==void 0;e=e.x)e.t.N()}};Object.defineProperty(Ne.prototype,"value",{get:function(){if(1&this.f)throw new Error("Cycle detected");var e=Yn(this);if(this.h(),e!==void 0&&(e.i=this.i),16&this.f)throw this.v;return this.v}});function ee(e,t){return new Ne(e,t)}function Xn(e){var t=e.j;if(e.j=void 0,typeof t=="function"){_e++;var n=P;P=void 0;try{t()}catch(o){throw e.f&=-2,e.f|=8,sn(e),o}finally{P=n,kt()}}}function sn(e){for(var t=e.s;t!==void 0;t=t.n)t.S.U(t);e.x=void 0,e.s=void 0,Xn(e)}function hi(e){if(P!==this)throw new Error("Out-of-order effect");Qn(this),P=e,this.f&=-2;try{8&this.f&&sn(this)}finally{kt()}}function Be(e,t){this.x=e,this.j=void 0,this.s=void 0,this.u=void 0,this.f=32,this.name=t?.name,Qe&&Qe.push(this)}Be.prototype.c=function(){var e=this.S();try{if(8&this.f||this.x===void 0)return;var t=this.x();typeof t=="function"&&(this.j=t)}finally{e()}};Be.prototype.S=function(){if(1&this.f)throw new Error("Cycle detected");this.f|=1,this.f&=-9,Xn(this),Zn(this),_e++;var e=P;return P=this,hi.bind(this,e)};Be.prototype.N=function(){2&this.f||(this.f|=2,this.u=Xe,Xe=this)};Be.prototype.d=function(){this.f|=8,1&this.f||sn(this)};Be.prototype.dispose=function(){this.d()};function ve(e,t){var n=new Be(e,t);try{n.c()}catch(r){throw n.d(),r}var o=n.d.bind(n);return o[Symbol.dispose]=o,o}var eo,St,xt,_i=typeof window<"u"&&!!window.__PREACT_SIGNALS_DEVTOOLS__;var to=[];ve(function(){eo=this.N})();function Fe(e,t){E[e]=t.bind(null,E[e]||function(){})}function tt(e){if(xt){var t=xt;xt=void 0,t()}xt=e&&e.S()}function no(e){var t=this,n=e.data,o=gi(n);o.name="ReactiveDom",o.value=n;var r=ce(function(){for(var a=t,l=t.__v;l=l.__;)if(l.__c){l.__c.__$f|=4;break}var f=ee(function(){var c=o.value.value;return c===0?0:c===!0?"":c||""}),u=ee(function(){return!Array.isArray(f.value)&&!Wt(f.value)}),m=ve(function(){if(this.N=oo,u.value){var c=f.value;a.__v&&a.__v.__e&&a.__v.__e.nodeType===3&&(a.__v.__e.data=c)}}),d=t.__$u.d;return t.__$u.d=function(){m(),d.call(this)},[u,f]},[]),i=r[0],s=r[1];return i.value?s.peek():s.value}no.displayName="ReactiveTextNode";Object.defineProperties(W.prototype,{constructor:{configurable:!0,value:Je(Ie,null).constructor},type:{configurable:!0,value:no},props:{configurable:!0,get:function(){var e=this;return{data:{get value(){return e.value}}}}},__b:{configurable:!0,value:1}});Fe("__b",function(e,t){if(tt(),St=void 0,typeof t.type=="string"){var n,o=t.props;for(var r in o)if(r!=="children"){var i=o[r];i instanceof W&&(n||(t.__np=n={}),n[r]=i,o[r]=i.peek())}}e(t)});Fe("__r",function(e,t){if(e(t),t.type!==Ie){tt();var n,o=t.__c;o&&(o.__$f&=-2,(n=o.__$u)===void 0&&(o.__$u=n=(function(r,i){var s;return ve(function(){s=this},{name:i}),s.c=r,s})((function(r){return function(){var i;_i&&((i=this.y)==null||i.call(this)),r.__$f|=1,r.setState({})}})(o),typeof t.type=="function"?t.type.displayName||t.type.name:""))),St=o,tt(n)}});Fe("__e",function(e,t,n,o){tt(),St=void 0,e(t,n,o)});Fe("diffed",function(e,t){tt(),St=void 0;var n;if(typeof t.type=="string"&&(n=t.__e)){var o=t.__np,r=t.props,i=n.U;if(i)for(var s in i){var a=i[s];a===void 0||o&&s in o||(a.d(),i[s]=void 0)}if(o){i||(i={},n.U=i);for(var l in o){var f=i[l],u=o[l];f===void 0?(f=vi(n,l,u,r),i[l]=f):f.o(u,r)}}}e(t)});function vi(e,t,n,o){var r=t in e&&e.ownerSVGElement===void 0,i=N(n);return{o:function(s,a){i.value=s,o=a},d:ve(function(){this.N=oo;var s=i.value.value;o[t]!==s&&(o[t]=s,r?e[t]=s:s!=null&&(s!==!1||t[4]==="-")?e.setAttribute(t,s):e.removeAttribute(t))})}}Fe("unmount",function(e,t){if(typeof t.type=="string"){var n=t.__e;if(n){var o=n.U;if(o){n.U=void 0;for(var r in o){var i=o[r];i&&i.d()}}}var s=t.__np;if(s){var a=t.props;for(var l in s)a[l]=s[l]}t.__np=void 0}else{var f=t.__c;if(f){f.__$f|=8;var u=f.__$u;u&&(f.__$u=void 0,u.d())}}e(t)});Fe("__h",function(e,t,n,o){o<3&&(t.__$f|=2),e(t,n,o)});Re.prototype.shouldComponentUpdate=function(e,t){if(this.__R)return!0;var n=this.__$u,o=n&&n.s!==void 0;for(var r in t)return!0;if(this.__f||typeof this.u=="boolean"&&this.u===!0){var i=2&this.__$f;if(!(o||i||4&this.__$f)||1&this.__$f)return!0}else if(!(o||4&this.__$f)||3&this.__$f)return!0;for(var s in e)if(s!=="__source"&&e[s]!==this.props[s])return!0;for(var a in this.props)if(!(a in e))return!0;return!1};function gi(e,t){return ce(function(){return N(e,t)},[])}var yi=function(e){queueMicrotask(function(){queueMicrotask(e)})};function $i(){X(function(){for(var e;e=to.shift();)eo.call(e)})}function oo(){to.push(this)===1&&(E.requestAnimationFrame||yi)($i)}function Mt(e){let t=e.byteLength/13;return{n:t,cluster:new Int32Array(e,0,t),confidence:new Float32Array(e,4*t,t),duplicateOf:new Int32Array(e,8*t,t),flags:new Uint8Array(e,12*t,t)}}var At=e=>new Float32Array(e);var xe=class extends Error{constructor(t,n){super(t),this.status=n}},an=e=>e.status===409,ro=e=>e.name==="AbortError";var io=500;function ao(e){let t=i=>so(e+i).then(s=>s.json()),n=i=>so(e+i).then(s=>s.arrayBuffer()),o=new Map,r=i=>(o.has(i)||o.set(i,t(`pictures/${i}.json`)),o.get(i));return{run:()=>t("run.json"),clusters:()=>t("clusters.json"),labels:()=>n("labels.bin").then(Mt),map:()=>n("map.bin").then(At),picture:async i=>(await r(Math.floor(i/io)))[i%io],thumb:i=>`${e}thumbs/${i}.jpg`,large:i=>`${e}thumbs/${i}.jpg`}}async function so(e){let t=await fetch(e).catch(()=>{throw new xe("These files need a file server: run `python -m http.server` in their folder.",0)});if(!t.ok)throw new xe(`${e} is missing beside this page.`,t.status);return t}var bi={"Content-Type":"application/json"};function co(){let e="",t=r=>e?`${r}?v=${e}`:r,n=(r,i)=>nt(r,{signal:i}).then(s=>s.json()),o=(r,i)=>nt(r,{method:"POST",headers:bi,body:JSON.stringify(i)}).then(s=>s.json());return{run:async()=>{let r=await n("api/run");return e=r.key,r},clusters:()=>n("api/clusters"),labels:()=>nt("api/labels").then(lo).then(Mt),map:()=>nt("api/map").then(r=>r.status===202?null:lo(r).then(At)),picture:(r,i)=>n(`api/picture/${r}`,i),thumb:r=>t(`thumb/${r}`),large:r=>t(`large/${r}`),searchWords:r=>o("api/search",{words:r}),searchPicture:r=>nt("api/search",wi(r)).then(i=>i.json()),edit:(r,i,s)=>o("api/edit",{rev:r,op:i,...s}),undo:r=>o("api/undo",{rev:r}),redo:r=>o("api/redo",{rev:r}),export:(r,i)=>o("api/export",{to:r,mode:i})}}var lo=e=>e.arrayBuffer(),wi=e=>({method:"POST",headers:{"Content-Type":"application/octet-stream"},body:e});async function nt(e,t){let n=await fetch(e,{credentials:"same-origin",...t}).catch(o=>{throw o.name==="AbortError"?o:new xe("The server does not answer. Is `kindfold view` still running?",0)});if(!n.ok)throw new xe(await ki(n),n.status);return n}async function ki(e){return e.status===401||e.status===403?"This page may not read the run: open the address that `kindfold view` printed.":(await e.json().catch(()=>({}))).error??`The server answered ${e.status}.`}var xi=document.querySelector("meta[name=kindfold]").content,A=xi==="static"?ao("data/"):co();function fo(e,t){if(!e)return{rows:new Int32Array(0),sections:[]};let n=new Map(t.map(s=>[s.id,[]]));for(let s=0;s<e.n;s++)n.get(e.cluster[s])?.push(s);let o=new Int32Array(e.n),r=[],i=0;for(let[s,a]of n)a.sort((l,f)=>Se(e,l)-Se(e,f)||e.confidence[f]-e.confidence[l]||l-f),o.set(a,i),r.push({cluster:s,start:i,count:a.length}),i+=a.length;return{rows:o.subarray(0,i),sections:r}}function po(e,t=null){let n=[];for(let o=0;o<e.n;o++)!(e.flags[o]&6)&&(t===null||e.cluster[o]===t)&&n.push(o);return n.sort((o,r)=>ot(e,r)-ot(e,o)||e.confidence[o]-e.confidence[r]||o-r)}function mo(e,t=null){let n=new Map;for(let r=0;r<e.n;r++){let i=e.duplicateOf[r];i<0||(n.has(i)||n.set(i,[i]),n.get(i).push(r))}return[...n.values()].filter(r=>t===null||r.some(i=>e.cluster[i]===t)).sort((r,i)=>i.length-r.length||r[0]-i[0])}var Se=(e,t)=>(e.flags[t]&2)!==0,ot=(e,t)=>(e.flags[t]&1)!==0,ln=(e,t)=>(e.flags[t]&4)!==0;function ho(e,t,n=10){let o=new Array(n).fill(0);for(let r of t)o[Math.min(n-1,Math.floor(n*e.confidence[r]))]+=1;return o}var M=N(null),I=N([]),O=N(null),Me=N(null),rt=N(null),G=N("grid"),$=N(null),D=N(new Set),C=N(new Set),S=N(null),J=N(!1),H=N(null),te=N(null),He=N(window.innerWidth<736?112:128),it=N(localStorage.getItem("kindfold.keys")!=="off"),L=ee(()=>new Map(I.value.map(e=>[e.id,e]))),Ae=ee(()=>fo(O.value,I.value)),T=ee(()=>M.value?.readonly??!0),re=e=>L.value.get(e)?.name??"no kind",ge=e=>L.value.get(e)?.colour??"#888888",fe=ee(()=>D.value.size>0?[...D.value]:$.value!==null?[$.value]:S.value!==null&&O.value?[O.value.cluster[S.value]]:[]),ue=ee(()=>C.value.size>0?[...C.value]:S.value===null?[]:[S.value]);var Mi=new Intl.NumberFormat("en-GB"),Z=e=>Mi.format(e),j=(e,t,n=`${t}s`)=>`${Z(e)} ${e===1?t:n}`,Q=e=>`${Math.round(100*e)} %`;var Ai={rows:[],sections:[],captions:!1,note:""},pe=ee(()=>O.value?H.value?Pi(H.value):G.value==="unsure"?Ti():G.value==="repeated"?Oi():$.value===null?Ei():Ci($.value):Ai),cn=e=>Ae.value.sections.find(t=>t.cluster===e)??{start:0,count:0};function Ei(){let{rows:e,sections:t}=Ae.value;return{rows:e,sections:t,captions:!1,note:""}}function Ci(e){let{start:t,count:n}=cn(e);return{rows:Ae.value.rows.subarray(t,t+n),sections:Ct(n),captions:!1,note:""}}function Ti(){let e=po(O.value,$.value),t=e.length?"The least sure first. Keys 1, 2 and 3 put the picture into one of its three likeliest kinds.":"No picture waits for you.";return{rows:e,sections:Ct(e.length),captions:!0,note:t}}function Oi(){let e=mo(O.value,$.value),t=e.flat(),n=new Map(e.flatMap((i,s)=>i.map(a=>[a,s%2]))),o=e.flatMap(i=>i.slice(1)),r=e.length?`${j(o.length,"picture")} look like a copy of another, in ${j(e.length,"group")}.`:"No picture looks like a copy of another.";return{rows:t,sections:Ct(t.length),captions:!0,note:r,bands:n,copies:o}}function Pi({said:e,rows:t,scores:n}){let o=t.length?`${Z(t.length)} pictures most like ${e}.`:`Nothing is like ${e}.`;return{rows:t,sections:Ct(t.length),captions:!0,note:o,scores:n}}var Ct=e=>e?[{cluster:null,start:0,count:e}]:[],_o=ee(()=>$.value===null?"All pictures":L.value.get($.value)?.name??"");var Di=1;async function Tt(){let[e,t,n]=await Promise.all([A.run(),A.clusters(),A.labels()]);X(()=>{M.value=e,I.value=t,O.value=n})}async function vo(){try{await Promise.all([A.run().then(e=>M.value=e),A.clusters().then(e=>I.value=e),A.labels().then(e=>O.value=e)])}catch(e){rt.value=e.message;return}Me.value=await A.map().catch(()=>null)}async function go(){for(;!Me.value;)Me.value=await A.map(),Me.value||await new Promise(e=>setTimeout(e,1e3*Di))}async function yo(){if(!M.value||document.hidden)return;let e=await A.run().catch(()=>null);e&&e.rev!==M.value.rev&&await Tt()}var Ri=7,Ii=400,Ot=N(null),$o;function ye(e,{undoable:t=!1,wrong:n=!1,silent:o=!1,lasts:r=!1}={}){clearTimeout($o),Ot.value={text:e,undoable:t,wrong:n,silent:o},r||($o=setTimeout(()=>Ot.value=null,1e3*Ri))}async function Pt(e){let t=setTimeout(()=>ye("Working …",{lasts:!0}),Ii);try{return await e}finally{clearTimeout(t)}}var Ee=e=>ye(e,{wrong:!0});var un=Promise.resolve();function $e(e,{undoable:t=!0,then:n=()=>{}}={}){return un=un.then(async()=>{try{let{said:o}=await Pt(e(M.value.rev)),r=pe.value.rows.indexOf(S.value);await Tt(),X(()=>{n(),Ni(r)}),ye(o,{undoable:t})}catch(o){an(o)&&await Tt(),Ee(an(o)?"Another window has changed this run. You now see its state; try again.":o.message)}}),un}function Ni(e){let{rows:t}=pe.value;e>=0&&!t.includes(S.value)&&(S.value=t[Math.min(e,t.length-1)]??null)}var Dt=()=>{C.value=new Set},Rt=(e,t)=>$e(n=>A.edit(n,"rename",{cluster:e,name:t}));function bo(e,t){let n=$.value;return $e(o=>A.edit(o,"merge",{clusters:e,...t?{name:t}:{}}),{then:()=>{D.value=new Set,e.includes(n)&&($.value=e.find(o=>L.value.has(o))??null)}})}function wo(e,t){let n=L.value;return $e(o=>A.edit(o,"split",{cluster:e,into:t}),{then:()=>{D.value=new Set,$.value=I.value.find(({id:o})=>!n.has(o))?.id??null}})}function Le(e,t,n){return $e(o=>A.edit(o,"move",{rows:e,to:t,...n?{name:n}:{}}),{then:Dt})}var ko=e=>$e(t=>A.edit(t,"reject",{rows:e}),{then:Dt}),xo=e=>$e(t=>A.edit(t,"restore",{rows:e}),{then:Dt}),Ke=e=>$e(t=>A.edit(t,"level",{index:e}),{then:()=>$.value=null}),It=()=>$e(A.undo,{undoable:!1}),So=()=>$e(A.redo,{undoable:!0});async function Mo(e,t){try{ye((await Pt(A.export(e,t))).said)}catch(n){Ee(n.message)}}async function Ao(e,t){try{let n=(await Pt(t())).hits;X(()=>{C.value=new Set,H.value={said:e,rows:n.map(({row:o})=>o),scores:new Map(n.map(({row:o,score:r})=>[o,r]))}}),ye(n.length?`${n.length} pictures most like ${e}.`:`Nothing is like ${e}.`,{silent:!0})}catch(n){Ee(n.message)}}var Eo=e=>Ao(`“${e}”`,()=>A.searchWords(e)),Co=e=>Ao("your picture",()=>A.searchPicture(e));function To(){te.value?te.value=null:C.value.size?Dt():D.value.size?D.value=new Set:J.value?J.value=!1:H.value?H.value=null:S.value!==null?S.value=null:$.value!==null&&($.value=null)}async function Nt(e,t){if(e===null)return;let{top:n}=await A.picture(e);n[t]&&await Le([e],n[t].cluster)}function Ce(e){X(()=>{H.value=null,G.value=e})}function be(e){X(()=>{$.value=e,H.value=null,S.value=null,J.value=!1,C.value=new Set})}function Oo({levels:e,level:t,n_fit_clusters:n}){if(t!==null)return t;let o=e.map(({n_clusters:r})=>Math.abs(r-n));return o.indexOf(Math.min(...o))}function Po({levels:e,level:t,n_fit_clusters:n},o){let r=[...e.keys()].filter(i=>t!==null?i===t+o:o*(e[i].n_clusters-n)>0);return o<0?r.at(-1):r[0]}var Do=null;function de(e,{range:t=!1,toggle:n=!1}={}){X(()=>{t?C.value=new Set([...n?C.value:[],...Li(Do??S.value??e,e)]):n?C.value=No(C.value,e):C.value=new Set,t||(Do=e),S.value=e}),(t||n)&&Io()}function Te(e=pe.value.rows){C.value=new Set(e),Io()}function Ro(e){Te([...C.value,...e])}function Lt(e){D.value=No(D.value,e),ye(`${j(D.value.size,"kind")} chosen.`,{silent:!0})}var Io=()=>ye(`${j(C.value.size,"picture")} selected.`,{silent:!0});function No(e,t){let n=new Set(e);return n.delete(t)||n.add(t),n}function Li(e,t){let{rows:n}=pe.value,[o,r]=[n.indexOf(e),n.indexOf(t)].sort((i,s)=>i-s);return o<0?[t]:n.slice(o,r+1)}var We=e=>()=>te.value={name:e},ie=()=>!T.value,jt=e=>Po(M.value,e),Oe={merge:{key:"m",name:"Merge",can:()=>ie()&&fe.value.length>0&&I.value.length>1,run:We("merge")},split:{key:"s",name:"Split",can:()=>ie()&&fe.value.length===1,run:We("split")},rename:{key:"r",name:"Rename",can:()=>ie()&&fe.value.length===1,run:We("rename")},move:{key:"v",name:"Move",can:()=>ie()&&ue.value.length>0,run:We("move")},reject:{key:"x",name:"Reject",can:()=>ie()&&ue.value.length>0,run:ji},first:{key:"1",name:"Into its likeliest kind",can:fn,run:()=>Nt(S.value,0)},second:{key:"2",name:"Into its second kind",can:fn,run:()=>Nt(S.value,1)},third:{key:"3",name:"Into its third kind",can:fn,run:()=>Nt(S.value,2)},undo:{key:"z",name:"Undo",can:()=>ie()&&M.value.can_undo,run:It},redo:{key:"Z",name:"Redo",can:()=>ie()&&M.value.can_redo,run:So},all:{key:"a",name:"Select all that are listed",can:()=>O.value!==null,run:()=>Te()},coarser:{key:"[",name:"Fewer kinds",can:()=>ie()&&jt(-1)!==void 0,run:()=>Ke(jt(-1))},finer:{key:"]",name:"More kinds",can:()=>ie()&&jt(1)!==void 0,run:()=>Ke(jt(1))},search:{key:"/",name:"Search",can:()=>ie(),run:()=>document.getElementById("words")?.focus()},grid:{key:"g",name:"Grid",can:()=>!0,run:()=>Ce("grid")},map:{key:"p",name:"Map",can:()=>!0,run:()=>Ce("map")},unsure:{key:"u",name:"Unsure",can:()=>!0,run:()=>Ce("unsure")},repeated:{key:"d",name:"Repeated",can:()=>!0,run:()=>Ce("repeated")},details:{key:"Enter",name:"Details of the picture",can:()=>S.value!==null,run:()=>J.value=!0},export:{key:"e",name:"Export",can:ie,run:We("export")},help:{key:"?",name:"Keys",can:()=>!0,run:We("help")},back:{key:"Escape",name:"Step back",can:()=>!0,run:To}},Lo=new Map(Object.values(Oe).map(e=>[e.key,e])),st=()=>ue.value.length>0&&ue.value.every(e=>Se(O.value,e));function ji(){return st()?xo(ue.value):ko(ue.value)}function fn(){return ie()&&S.value!==null&&G.value==="unsure"&&D.value.size===0}var jo="input:not([type=range]):not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]",Ui=/^(Arrow\w+|Page\w+|Home|End| )$/;function Uo(){document.addEventListener("keydown",e=>{if(!(e.defaultPrevented||e.altKey||te.value)){if(e.ctrlKey||e.metaKey)return Bi(e);if(e.target.matches(jo)){e.key==="Escape"&&e.target.blur();return}if(e.target===document.body&&Ui.test(e.key))return zi(e);e.key.length===1&&!it.value||e.key==="Enter"&&e.target.matches("button, a, summary")||Ut(e,e.key)}})}function zi(e){let t=document.getElementById("pictures")??document.getElementById("map");t&&(e.preventDefault(),t.focus(),t.dispatchEvent(new KeyboardEvent("keydown",e)))}function Bi(e){if(e.target.matches(jo))return;let t=e.key.toLowerCase();t==="z"?Ut(e,e.shiftKey?"Z":"z"):t==="y"?Ut(e,"Z"):t==="a"&&Ut(e,"a")}function Ut(e,t){let n=Lo.get(t);n?.can()&&(e.preventDefault(),n.run())}var Fi={undo:"M8 5 4 9l4 4M4 9h8a4 4 0 0 1 0 8h-2",redo:"m12 5 4 4-4 4M16 9H8a4 4 0 0 0 0 8h2",export:"M10 12V3m-4 4 4-4 4 4M4 12v4h12v-4",help:"M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8m0 2.6v.1",search:"M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10Zm3.6-1.4L17 17",picture:"M3 5h14v10H3zM3 13l4-4 3 3 2.5-2.5L17 14",close:"m5 5 10 10M15 5 5 15",check:"m5 10.5 3.5 3.5L15 6.5",lasso:"M10 4c4 0 7 1.8 7 4.2S14 12.5 10 12.5 3 10.700 3 8.200 6 4 10 4ZM6 12c-1.500 1-1 3 .5 3S8 17 7 18",fit:"M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",more:"M10 4v12M4 10h12",less:"M4 10h12"},B=({name:e})=>p`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${Fi[e]} /></svg>`;function zo({row:e,index:t,left:n,top:o,size:r,list:i,still:s}){let a=C.value.has(e),l=O.value,f=l.cluster[e],u=m=>{let d=m.pointerType==="touch",c=m.ctrlKey||m.metaKey||d&&C.value.size>0;de(e,{range:m.shiftKey,toggle:c}),d&&!c&&(J.value=!0)};return p`<div
    id=${`picture-${e}`}
    class=${Hi({row:e,chosen:a,list:i})}
    role="option"
    aria-selected=${a}
    aria-setsize=${i.rows.length}
    aria-posinset=${t+1}
    aria-label=${Ki(e)}
    style=${{transform:`translate(${n}px, ${o}px)`,width:`${r}px`,"--colour":ge(f)}}
    onClick=${u}
    onDblClick=${()=>J.value=!0}
    draggable=${!T.value}
    onDragStart=${m=>Wi(m,e)}
  >
    <${me} row=${e} size=${r} still=${s} />
    <span class="tick" onClick=${m=>(m.stopPropagation(),de(e,{toggle:!0}))}><${B} name="check" /></span>
    ${i.copies&&p`<span class="tag">${l.duplicateOf[e]<0?"original":"copy"}</span>`}
    ${Se(l,e)&&p`<span class="tag">rejected</span>`}
    ${i.captions&&p`<span class="legend"><i class="dot"></i><bdi>${re(f)}</bdi><span>${Q(l.confidence[e])}</span></span>`}
  </div>`}function me({row:e,size:t,still:n=!0,lazy:o=!1}){let[r,i]=x(""),[s,a]=x(n),l=V(null);q(()=>()=>l.current?.removeAttribute("src"),[]),n&&!s&&a(!0);let f=t?{width:`${t}px`,height:`${t}px`}:void 0;return!s||r==="gone"?p`<span class=${r==="gone"?"thumb gone":"thumb"} style=${f}>${r==="gone"&&"cannot be read"}</span>`:p`<img
    ref=${l}
    class="thumb"
    loading=${o?"lazy":"eager"}
    src=${A.thumb(e)}
    alt=""
    style=${f}
    decoding="async"
    draggable="false"
    onError=${()=>i("gone")}
  />`}function Hi({row:e,chosen:t,list:n}){let o=O.value;return["cell",t&&"picked",e===S.value&&"shown",ot(o,e)&&"outlier",Se(o,e)&&"rejected",ln(o,e)&&"moved",n.bands&&`band-${n.bands.get(e)}`].filter(Boolean).join(" ")}function Ki(e){let t=O.value;return[`picture ${e+1}`,re(t.cluster[e]),`${Q(t.confidence[e])} sure`,ot(t,e)&&"fits no kind well",t.duplicateOf[e]>=0&&"looks like a copy",Se(t,e)&&"rejected",ln(t,e)&&"moved by hand"].filter(Boolean).join(", ")}function Wi(e,t){let n=C.value.has(t)?ue.value:[t];e.dataTransfer.setData("application/x-kindfold-rows",JSON.stringify(n)),e.dataTransfer.effectAllowed="move"}var Bo="application/x-kindfold-rows";function Ho(){let[e,t]=x(null);q(()=>t($.value),[$.value]);let n=[null,...I.value.map(({id:i})=>i)];q(()=>Fo($.value),[$.value,I.value]);let o=i=>{t(i),Fo(i)},r=i=>{if(i.ctrlKey||i.metaKey||i.altKey)return;let s=Math.max(0,n.indexOf(e)),a={ArrowDown:1,ArrowRight:1,ArrowUp:-1,ArrowLeft:-1,PageDown:5,PageUp:-5,Home:-1e9,End:1e9};if(i.key in a)o(n[Math.min(Math.max(s+a[i.key],0),n.length-1)]);else if(i.key==="Enter")be(n[s]);else if(i.key===" ")n[s]!==null&&Lt(n[s]);else return;i.preventDefault()};return p`<div
    class="cards"
    id="kinds"
    role="listbox"
    tabindex="0"
    aria-label="Kinds"
    aria-multiselectable="true"
    aria-activedescendant=${pn(e)}
    onKeyDown=${r}
  >
    <${Gi} active=${e===null} />
    ${I.value.map(i=>p`<${qi} key=${i.id} cluster=${i} active=${e===i.id} />`)}
  </div>`}var Fo=e=>document.getElementById(pn(e))?.scrollIntoView({block:"nearest",inline:"nearest"}),pn=e=>e===null?"kind-all":`kind-${e}`;function Gi({active:e}){return p`<div
    id="kind-all"
    role="option"
    class=${Ko({opened:$.value===null,active:e},"everything")}
    aria-selected="false"
    aria-current=${$.value===null?"true":void 0}
    onClick=${()=>be(null)}
  >
    <h3>All pictures</h3>
    <span class="size">${Z(M.value?.n??0)}</span>
  </div>`}function qi({cluster:e,active:t}){let[n,o]=x(!1),r=D.value.has(e.id),i=l=>{l.preventDefault(),o(!1);let f=l.dataTransfer.getData(Bo);f&&Le(JSON.parse(f),e.id)},s=l=>{l.dataTransfer.types.includes(Bo)&&(l.preventDefault(),o(!0))},a=()=>{be(e.id),T.value||(te.value={name:"rename"})};return p`<div
    id=${pn(e.id)}
    role="option"
    class=${Ko({opened:$.value===e.id,chosen:r,active:t,over:n,rejected:e.rejected},"card")}
    aria-selected=${r}
    aria-current=${$.value===e.id?"true":void 0}
    aria-label=${`${e.name}, ${Z(e.size)} pictures, ${Q(e.confidence)} sure`}
    style=${{"--colour":e.colour,"--sure":e.confidence}}
    onClick=${l=>l.ctrlKey||l.metaKey||l.shiftKey?Lt(e.id):be(e.id)}
    onDragOver=${s}
    onDragLeave=${()=>o(!1)}
    onDrop=${i}
  >
    <div class="caption">
      <i class="dot"></i>
      <h3 onDblClick=${a}><bdi>${e.name}</bdi></h3>
      <span class="size">${Z(e.size)}</span>
    </div>
    <p class="words">${e.rejected?"rejected":Vi(e)}</p>
    <div class="strip">
      ${e.central.slice(0,4).map(l=>p`<${me} key=${l} row=${l} lazy />`)}
      ${e.borderline.slice(0,2).map(l=>p`<span class="edge" key=${l}><${me} row=${l} lazy /></span>`)}
    </div>
    <div class="sure" title=${`${Q(e.confidence)} sure on average`}></div>
    ${!T.value&&p`<span class="tick" title="Choose for merging (space)" onClick=${l=>(l.stopPropagation(),Lt(e.id))}>
      <${B} name="check" />
    </span>`}
  </div>`}var Vi=({alternatives:e})=>e.length?`or ${e.map(([t])=>t).join(", ")}`:"no other nouns";function Ko(e,t){return[t,...Object.keys(e).filter(n=>e[n])].join(" ")}function U({command:e,label:t,icon:n,kind:o="",hint:r=!0,title:i}){let{key:s,name:a,can:l,run:f}=Oe[e],u=t??a;return p`<button
    class=${o}
    disabled=${!l()}
    onClick=${f}
    aria-label=${n?u:void 0}
    aria-keyshortcuts=${s}
    title=${i??(n?`${u} (${s})`:void 0)}
  >
    ${n?p`<${B} name=${n} />`:u}
    ${!n&&r&&p` <kbd aria-hidden="true">${s}</kbd>`}
  </button>`}function Go(){return T.value?null:C.value.size>0?p`<${Wo} text=${`${j(C.value.size,"picture")} selected`} clear=${()=>C.value=new Set}>
      <${U} command="move" kind="strong" />
      <${U} command="reject" label=${st()?"Restore":"Reject"} />
    <//>`:D.value.size>0?p`<${Wo} text=${`${j(D.value.size,"kind")} chosen`} clear=${()=>D.value=new Set}>
      <${U} command="merge" kind="strong" />
      ${D.value.size===1&&p`<${U} command="split" /><${U} command="rename" />`}
    <//>`:null}function Wo({text:e,clear:t,children:n}){return p`<div class="actions" role="toolbar" aria-label="Selection">
    <span>${e}</span>
    ${n}
    <button class="plain" onClick=${t}>Clear <kbd aria-hidden="true">Esc</kbd></button>
  </div>`}function qo({block:e}){let{cluster:t,top:n,height:o,count:r}=e,i={transform:`translateY(${n}px)`,height:`${o}px`,"--colour":ge(t)};return p`<div class="heading" role="presentation" style=${i}>
    <button class="plain" tabindex="-1" onClick=${()=>be(t)}>
      <i class="dot"></i><bdi>${re(t)}</bdi> <span class="quiet">${Z(r)}</span>
      ${L.value.get(t)?.rejected&&p` <span class="quiet">rejected</span>`}
    </button>
  </div>`}function Vo(e,t,{cell:n,caption:o=0,headings:r=!0}){let i=Math.max(1,Math.floor((t+6)/(n+6))),s=(t-6*(i-1))/i,a=s+o+6,l=0;return{blocks:e.map(u=>{let m=r&&u.cluster!==null?44:0,d=Math.ceil(u.count/i),c={...u,top:l,heading:m,lines:d,height:m+d*a};return l+=c.height,c}),columns:i,size:s,pitch:a,caption:o,gap:6,height:l}}function Yo(e,t,n){let o=[],r=[];for(let i=Zi(e,t);i<e.blocks.length&&e.blocks[i].top<n;i++){let s=e.blocks[i];s.heading&&o.push(s);let a=s.top+s.heading,l=Math.max(0,Math.floor((t-a)/e.pitch)),f=Math.min(s.lines,Math.ceil((n-a)/e.pitch)),u=Math.min(s.count,f*e.columns);for(let m=l*e.columns;m<u;m++)r.push({index:s.start+m,...Xo(e,s,m)})}return{headings:o,cells:r}}function Jo(e,t){let n=e.blocks.find(({start:o,count:r})=>t>=o&&t<o+r);return n?Xo(e,n,t-n.start):{left:0,top:0}}function Zo(e,t,n){let o=e.blocks.reduce((a,l)=>a+l.count,0),r=a=>Math.min(Math.max(a,0),o-1),i=e.columns*4,s={ArrowLeft:-1,ArrowRight:1,PageUp:-i,PageDown:i,Home:-o,End:o};return n in s?r(t+s[n]):r(n==="ArrowDown"?Yi(e,t):Ji(e,t))}function Yi(e,t){let{block:n,b:o,line:r,column:i}=Qo(e,t);if(r+1<n.lines)return Math.min(t+e.columns,n.start+n.count-1);let s=e.blocks.slice(o+1).find(({count:a})=>a>0);return s?s.start+Math.min(i,s.count-1):t}function Ji(e,t){let{b:n,line:o,column:r}=Qo(e,t);if(o>0)return t-e.columns;let i=e.blocks.slice(0,n).findLast(({count:s})=>s>0);return i?i.start+Math.min((i.lines-1)*e.columns+r,i.count-1):t}function Qo(e,t){let n=e.blocks.findIndex(({start:i,count:s})=>t>=i&&t<i+s),o=e.blocks[n],r=t-o.start;return{block:o,b:n,line:Math.floor(r/e.columns),column:r%e.columns}}function Xo(e,t,n){let o=Math.floor(n/e.columns);return{left:n%e.columns*(e.size+e.gap),top:t.top+t.heading+o*e.pitch}}function Zi({blocks:e},t){let n=0,o=e.length;for(;n<o;){let r=n+o>>1;e[r].top<=t?n=r+1:o=r}return Math.max(0,n-1)}var Qi=22,er=300,Xi=90,es=900;function tr(){let e=pe.value,t=V(null),{width:n,height:o,top:r,still:i}=ts(t),s=ce(()=>Vo(e.sections,n,{cell:He.value,caption:e.captions?Qi:0}),[e,n,He.value]);ns(t,s,e);let{headings:a,cells:l}=n?Yo(s,r-er,r+o+er):{headings:[],cells:[]},f=u=>{if(!/^(Arrow|Page|Home|End|Enter| )/.test(u.key)||u.ctrlKey||u.metaKey||u.altKey||(u.preventDefault(),!e.rows.length))return;let m=e.rows.indexOf(S.value);if(u.key==="Enter")J.value=!0;else if(u.key===" ")de(e.rows[Math.max(m,0)],{toggle:!0});else{let d=m<0&&u.key!=="End"?0:Zo(s,Math.max(m,0),u.key);de(e.rows[d],{range:u.shiftKey})}nr(t.current,s,e.rows.indexOf(S.value))};return p`<div
    class="grid"
    ref=${t}
    id="pictures"
    role="listbox"
    tabindex="0"
    aria-label="Pictures"
    aria-multiselectable="true"
    aria-activedescendant=${S.value===null?void 0:`picture-${S.value}`}
    onKeyDown=${f}
  >
    <div class="sheet" role="presentation" style=${{height:`${s.height}px`}}>
      ${a.map(u=>p`<${qo} key=${`kind ${u.cluster}`} block=${u} />`)}
      ${l.map(({index:u,left:m,top:d})=>p`<${zo}
            key=${e.rows[u]}
            row=${e.rows[u]}
            index=${u}
            left=${m}
            top=${d}
            size=${s.size}
            list=${e}
            still=${i}
          />`)}
    </div>
  </div>`}function ts(e){let[t,n]=x({width:0,height:0,top:0,still:!0});return yt(()=>{let o=e.current,r,i=()=>{let l=getComputedStyle(o),f=o.clientWidth-parseFloat(l.paddingLeft)-parseFloat(l.paddingRight);n(u=>({...u,width:f,height:o.clientHeight,top:o.scrollTop}))},s=()=>{clearTimeout(r),r=setTimeout(()=>n(l=>({...l,still:!0})),Xi),n(l=>{let f=Math.abs(o.scrollTop-l.top)>es;return{...l,top:o.scrollTop,still:l.still?!f:!1}})},a=new ResizeObserver(i);return a.observe(o),o.addEventListener("scroll",s,{passive:!0}),()=>{a.disconnect(),o.removeEventListener("scroll",s),clearTimeout(r)}},[]),t}function ns(e,t,n){let o=V(null);q(()=>{let r=o.current?.note===n.note&&o.current?.sections.length===n.sections.length,i=n.rows.indexOf(S.value);i>=0?nr(e.current,t,i):r||(e.current.scrollTop=0),o.current=n},[t])}function nr(e,t,n){if(n<0)return;let{top:o}=Jo(t,n),r=60;o-r<e.scrollTop&&(e.scrollTop=o-r);let i=o+t.size+t.caption+r;i>e.scrollTop+e.clientHeight&&(e.scrollTop=i-e.clientHeight)}var os=0,rs=1,is=2;function or(e,t){let n=new Map([...t].map(([r,{colour:i}])=>[r,ss(i)])),o=new Uint8Array(3*e.n);for(let r=0;r<e.n;r++)o.set(n.get(e.cluster[r])??[136,136,136],3*r);return o}function rr(e,t,n){let o=new Uint8Array(e.n);for(let r=0;r<e.n;r++){let i=e.flags[r]&2||t!==null&&e.cluster[r]!==t;o[r]=i?os:rs}for(let r of n)o[r]=is;return o}function ir(e,t,n,o){let r=Math.max(1,...t.map(({count:s})=>s)),i=new Map(o.map(s=>[s.id,s]));return t.filter(({count:s})=>s>0).map(({cluster:s,start:a,count:l})=>{let f=n.subarray(a,a+l);return{name:i.get(s).name,x:dn(f,e,0,.5),above:dn(f,e,1,.95),below:dn(f,e,1,.05),weight:Math.sqrt(l/r)}})}function dn(e,t,n,o){let r=Float32Array.from(e,i=>t[2*i+n]).sort();return r[Math.floor(o*(r.length-1))]}var ss=e=>[1,3,5].map(t=>parseInt(e.slice(t,t+2),16));function sr(e,{drag:t,zoom:n,point:o,take:r,lasso:i,lassoing:s,leave:a}){let l=new Map,f=null,u=0,m=h=>{let k=e.getBoundingClientRect();return[h.clientX-k.left,h.clientY-k.top]},d=h=>{h.button===0&&(e.setPointerCapture(h.pointerId),l.set(h.pointerId,m(h)),u=0,f=l.size===1&&(h.shiftKey||s())?[m(h)]:null)},c=h=>{let k=m(h),K=l.get(h.pointerId);if(!K)return o(k);u+=Math.hypot(k[0]-K[0],k[1]-K[1]),f?(f.push(k),i(f,!1,h)):l.size===2?y(h.pointerId,K,k):t(k[0]-K[0],k[1]-K[1]),l.set(h.pointerId,k)},_=h=>{l.delete(h.pointerId)&&(f&&u>8?i(f,!0,h):u<5&&r(m(h),h),f=null)},g=h=>{l.delete(h.pointerId),f&&i([],!1,h),f=null},y=(h,k,K)=>{let[,ae]=[...l].find(([Y])=>Y!==h),ne=([Y,le])=>Math.hypot(Y-ae[0],le-ae[1]),Ue=[(K[0]+ae[0])/2,(K[1]+ae[1])/2];n(ne(K)/Math.max(ne(k),1),...Ue),t((K[0]-k[0])/2,(K[1]-k[1])/2)},v={pointerdown:d,pointermove:c,pointerup:_,pointercancel:g,pointerleave:a,dblclick:h=>n(2,...m(h)),wheel:h=>{h.preventDefault();let k=h.deltaY*(h.deltaMode===1?16:1);n(Math.exp(-k/(h.ctrlKey?100:400)),...m(h))}};for(let[h,k]of Object.entries(v))e.addEventListener(h,k,{passive:!1});return()=>{for(let[h,k]of Object.entries(v))e.removeEventListener(h,k)}}var ar=[Int8Array,Uint8Array,Uint8ClampedArray,Int16Array,Uint16Array,Int32Array,Uint32Array,Float32Array,Float64Array],mn=1,at=8,R=new Uint32Array(96),ct=class e{static from(t){if(!t||t.byteLength===void 0||t.buffer)throw new Error("Data must be an instance of ArrayBuffer or SharedArrayBuffer.");let[n,o]=new Uint8Array(t,0,2);if(n!==219)throw new Error("Data does not appear to be in a KDBush format.");let r=o>>4;if(r!==mn)throw new Error(`Got v${r} data when expected v${mn}.`);let i=ar[o&15];if(!i)throw new Error("Unrecognized array type.");let[s]=new Uint16Array(t,2,1),[a]=new Uint32Array(t,4,1);return new e(a,s,i,void 0,t)}constructor(t,n=64,o=Float64Array,r=ArrayBuffer,i){if(isNaN(t)||t<0)throw new Error(`Unexpected numItems value: ${t}.`);this.numItems=+t,this.nodeSize=Math.min(Math.max(+n,2),65535),this.ArrayType=o,this.IndexArrayType=t<65536?Uint16Array:Uint32Array;let s=ar.indexOf(this.ArrayType),a=t*2*this.ArrayType.BYTES_PER_ELEMENT,l=t*this.IndexArrayType.BYTES_PER_ELEMENT,f=(8-l%8)%8;if(s<0)throw new Error(`Unexpected typed array class: ${o}.`);if(i)this.data=i,this.ids=new this.IndexArrayType(i,at,t),this.coords=new o(i,at+l+f,t*2),this._pos=t*2,this._finished=!0;else{let u=this.data=new r(at+a+l+f);this.ids=new this.IndexArrayType(u,at,t),this.coords=new o(u,at+l+f,t*2),this._pos=0,this._finished=!1,new Uint8Array(u,0,2).set([219,(mn<<4)+s]),new Uint16Array(u,2,1)[0]=n,new Uint32Array(u,4,1)[0]=t}}add(t,n){let o=this._pos>>1;return this.ids[o]=o,this.coords[this._pos++]=t,this.coords[this._pos++]=n,o}finish(){let t=this._pos>>1;if(t!==this.numItems)throw new Error(`Added ${t} items when expected ${this.numItems}.`);return _n(this.ids,this.coords,this.nodeSize,0,this.numItems-1,0),this._finished=!0,this}range(t,n,o,r){if(!this._finished)throw new Error("Data not yet indexed - call index.finish().");let{ids:i,coords:s,nodeSize:a}=this;R[0]=0,R[1]=i.length-1,R[2]=0;let l=3,f=[];for(;l>0;){let u=R[--l],m=R[--l],d=R[--l];if(m-d<=a){for(let y=d;y<=m;y++){let w=s[2*y],b=s[2*y+1];w>=t&&w<=o&&b>=n&&b<=r&&f.push(i[y])}continue}let c=d+m>>1,_=s[2*c],g=s[2*c+1];_>=t&&_<=o&&g>=n&&g<=r&&f.push(i[c]),(u===0?t<=_:n<=g)&&(R[l++]=d,R[l++]=c-1,R[l++]=1-u),(u===0?o>=_:r>=g)&&(R[l++]=c+1,R[l++]=m,R[l++]=1-u)}return f}within(t,n,o){let r=[];return this.withinInto(t,n,o,r),r}withinInto(t,n,o,r){if(!this._finished)throw new Error("Data not yet indexed - call index.finish().");let{ids:i,coords:s,nodeSize:a}=this;R[0]=0,R[1]=i.length-1,R[2]=0;let l=3,f=0,u=o*o;for(;l>0;){let m=R[--l],d=R[--l],c=R[--l];if(d-c<=a){for(let w=c;w<=d;w++)lr(s[2*w],s[2*w+1],t,n)<=u&&(r[f++]=i[w]);continue}let _=c+d>>1,g=s[2*_],y=s[2*_+1];lr(g,y,t,n)<=u&&(r[f++]=i[_]),(m===0?t-o<=g:n-o<=y)&&(R[l++]=c,R[l++]=_-1,R[l++]=1-m),(m===0?t+o>=g:n+o>=y)&&(R[l++]=_+1,R[l++]=d,R[l++]=1-m)}return f}};function _n(e,t,n,o,r,i){if(r-o<=n)return;let s=o+r>>1;cr(e,t,s,o,r,i),_n(e,t,n,o,s-1,1-i),_n(e,t,n,s+1,r,1-i)}function cr(e,t,n,o,r,i){for(;r>o;){if(r-o>600){let f=r-o+1,u=n-o+1,m=Math.log(f),d=.5*Math.exp(2*m/3),c=.5*Math.sqrt(m*d*(f-d)/f)*(u-f/2<0?-1:1),_=Math.max(o,Math.floor(n-u*d/f+c)),g=Math.min(r,Math.floor(n+(f-u)*d/f+c));cr(e,t,n,_,g,i)}let s=t[2*n+i],a=o,l=r;for(lt(e,t,o,n),t[2*r+i]>s&&lt(e,t,o,r);a<l;){for(lt(e,t,a,l),a++,l--;t[2*a+i]<s;)a++;for(;t[2*l+i]>s;)l--}t[2*o+i]===s?lt(e,t,o,l):(l++,lt(e,t,l,r)),l<=n&&(o=l+1),n<=l&&(r=l-1)}}function lt(e,t,n,o){hn(e,n,o),hn(t,2*n,2*o),hn(t,2*n+1,2*o+1)}function hn(e,t,n){let o=e[t];e[t]=e[n],e[n]=o}function lr(e,t,n,o){let r=e-n,i=t-o;return r*r+i*i}var vn={x:0,y:0,zoom:1},je=(e,{width:t,height:n})=>.9*e.zoom*Math.min(t,n)/2;function qe(e,t,n,o){let r=je(e,t);return[t.width/2+(n-e.x)*r,t.height/2-(o-e.y)*r]}function Ge(e,t,n,o){let r=je(e,t);return[e.x+(n-t.width/2)/r,e.y-(o-t.height/2)/r]}function fr(e,t,n,o){let r=je(e,t);return dr({...e,x:e.x-n/r,y:e.y+o/r})}function gn(e,t,n,o=t.width/2,r=t.height/2){let[i,s]=Ge(e,t,o,r),a=Math.min(Math.max(e.zoom*n,1),200),l=e.zoom/a;return dr({zoom:a,x:i+(e.x-i)*l,y:s+(e.y-s)*l})}function pr(e,t,n=0){let[o,r]=Ge(e,t,-n,-n),[i,s]=Ge(e,t,t.width+n,t.height+n);return{left:o,bottom:s,right:i,top:r}}var dr=({x:e,y:t,zoom:n})=>({zoom:n,x:ur(e),y:ur(t)}),ur=e=>Math.min(Math.max(e,-1),1);var as=[.16,.9,1];function mr(e){let t=e.getContext("2d"),n={points:new Float32Array(0),colour:new Uint8Array(0),state:new Uint8Array(0)};return{kind:"canvas",put:o=>n=o,putState:o=>n={...n,state:o},paint({camera:o,width:r,height:i,scale:s,size:a,ratio:l,ring:f}){let{points:u,colour:m,state:d}=n;t.setTransform(l,0,0,l,0,0),t.clearRect(0,0,r,i);for(let c of[0,1])for(let _=0;_<d.length;_++){if(d[_]===2!=(c===1))continue;let g=r/2+(u[2*_]-o.x)*s,y=i/2-(u[2*_+1]-o.y)*s;g<-a||y<-a||g>r+a||y>i+a||(t.globalAlpha=as[d[_]],t.fillStyle=`rgb(${m[3*_]} ${m[3*_+1]} ${m[3*_+2]})`,t.beginPath(),t.arc(g,y,c?.75*a+1:a/2,0,2*Math.PI),t.fill(),c&&(t.strokeStyle=`rgb(${f.map(w=>255*w).join(" ")})`,t.lineWidth=2,t.stroke()))}t.globalAlpha=1},close(){}}}var ls=`#version 300 es
in vec2 place;
in vec3 colour;
in float state;  // 0 dimmed, 1 plain, 2 picked
uniform vec2 scale, centre;
uniform float size, pass;
out vec4 tint;
void main() {
  bool picked = state > 1.5;
  gl_Position = vec4((place - centre) * scale, picked == (pass > 0.5) ? 0.0 : 2.0, 1.0);
  gl_PointSize = picked ? size * 1.5 + 2.0 : size;
  tint = vec4(colour, state < 0.5 ? 0.16 : 0.9);
}`,cs=`#version 300 es
precision highp float;
in vec4 tint;
uniform float pass, size;
uniform vec3 ring;
out vec4 shown;
void main() {
  float r = length(gl_PointCoord - 0.5) * 2.0;
  float edge = 2.0 / size;
  float alpha = tint.a * (1.0 - smoothstep(1.0 - edge, 1.0, r));
  vec3 inner = pass > 0.5 ? mix(tint.rgb, ring, smoothstep(0.55, 0.65, r)) : tint.rgb;
  shown = vec4(inner * alpha, alpha);
}`;function hr(e){let t=e.getContext("webgl2",{premultipliedAlpha:!0,antialias:!1});if(!t)return null;let n=us(t);t.useProgram(n),t.enable(t.BLEND),t.blendFunc(t.ONE,t.ONE_MINUS_SRC_ALPHA);let o=l=>t.getUniformLocation(n,l),r=yn(t,n,"place",2,t.FLOAT,!1),i=yn(t,n,"colour",3,t.UNSIGNED_BYTE,!0),s=yn(t,n,"state",1,t.UNSIGNED_BYTE,!1),a=0;return{kind:"webgl",put({points:l,colour:f,state:u}){a=u.length,r(l),i(f),s(u)},putState:s,paint({camera:l,width:f,height:u,scale:m,size:d,ratio:c,ring:_}){t.viewport(0,0,e.width,e.height),t.clearColor(0,0,0,0),t.clear(t.COLOR_BUFFER_BIT),t.uniform2f(o("scale"),2*m/f,2*m/u),t.uniform2f(o("centre"),l.x,l.y),t.uniform1f(o("size"),d*c),t.uniform3fv(o("ring"),_);for(let g of[0,1])t.uniform1f(o("pass"),g),t.drawArrays(t.POINTS,0,a)},close:()=>t.getExtension("WEBGL_lose_context")?.loseContext()}}function us(e){let t=e.createProgram();for(let[n,o]of[[e.VERTEX_SHADER,ls],[e.FRAGMENT_SHADER,cs]]){let r=e.createShader(n);e.shaderSource(r,o),e.compileShader(r),e.attachShader(t,r)}if(e.linkProgram(t),!e.getProgramParameter(t,e.LINK_STATUS))throw new Error(e.getProgramInfoLog(t));return t}function yn(e,t,n,o,r,i){let s=e.createBuffer(),a=e.getAttribLocation(t,n);return e.bindBuffer(e.ARRAY_BUFFER,s),e.enableVertexAttribArray(a),e.vertexAttribPointer(a,o,r,i,0,0),l=>{e.bindBuffer(e.ARRAY_BUFFER,s),e.bufferData(e.ARRAY_BUFFER,l,e.DYNAMIC_DRAW)}}var fs=600,ps=120;function _r(e){let t=new Map,n=new Set,o;function r(){for(let[a,l]of t)!l.complete&&!n.has(a)&&s(a,l);for(let a of n)t.has(a)||t.set(a,i(a));for(let[a,l]of t){if(t.size<=fs)break;n.has(a)||s(a,l)}}function i(a){let l=new Image;return l.decoding="async",l.onload=e,l.src=A.thumb(a),l}function s(a,l){l.onload=null,l.removeAttribute("src"),t.delete(a)}return{begin(){n=new Set,clearTimeout(o),o=setTimeout(r,ps)},of(a){n.add(a);let l=t.get(a);return l?.complete&&l.naturalWidth?l:null},close:()=>clearTimeout(o)}}var ds=6,vr={width:60,height:190},ms='-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';function gr(e,{camera:t,size:n,rows:o,points:r,image:i,colourOf:s,side:a,picked:l,ring:f}){for(let u of o){let[m,d]=qe(t,n,r[2*u],r[2*u+1]);if(m<-a||d<-a||m>n.width+a||d>n.height+a)continue;let c=i(u);if(!c)continue;let _=l.has(u);e.save(),e.beginPath(),e.roundRect(m-a/2,d-a/2,a,a,a/8),e.lineWidth=_?6:3,e.strokeStyle=_?f:s(u),e.stroke(),e.clip(),hs(e,c,m-a/2,d-a/2,a),e.restore()}}function hs(e,t,n,o,r){let{naturalWidth:i,naturalHeight:s}=t,a=Math.min(i,s);e.drawImage(t,(i-a)/2,(s-a)/2,a,a,n,o,r,r)}function yr(e,{camera:t,size:n,places:o,ink:r,paper:i}){if(t.zoom>ds)return;let s=[{left:n.width-vr.width,right:n.width,top:0,bottom:vr.height}];e.textAlign="center",e.textBaseline="middle",e.lineJoin="round",e.strokeStyle=i,e.fillStyle=r,e.lineWidth=4;for(let{name:a,x:l,above:f,below:u,weight:m}of o){let v=function(h,k){return{left:h-c,right:h+c,top:k-.7*d,bottom:k+.7*d}},d=Math.round(12+4*m);e.font=`600 ${d}px ${ms}`;let c=e.measureText(a).width/2+5,[_,g]=qe(t,n,l,f),[,y]=qe(t,n,l,u),w=Math.min(Math.max(_,c),n.width-c),b=[g-d,y+d].find(h=>!s.some(k=>_s(k,v(w,h))));b===void 0||Math.abs(w-_)>c||(s.push(v(w,b)),e.strokeText(a,w,b),e.fillText(a,w,b))}}var _s=(e,t)=>e.left<t.right&&t.left<e.right&&e.top<t.bottom&&t.top<e.bottom;function $r(e,t,n){t.length<2||(e.beginPath(),t.forEach(([o,r],i)=>i?e.lineTo(o,r):e.moveTo(o,r)),e.closePath(),e.globalAlpha=.12,e.fillStyle=n,e.fill(),e.globalAlpha=1,e.setLineDash([5,4]),e.lineWidth=1.5,e.strokeStyle=n,e.stroke(),e.setLineDash([]))}function br(e,{width:t,height:n},o){e.strokeStyle=o,e.lineWidth=1.5,e.beginPath();for(let[r,i]of[[9,0],[-9,0],[0,9],[0,-9]])e.moveTo(t/2+r/3,n/2+i/3),e.lineTo(t/2+r,n/2+i);e.stroke()}function wr(e,[t,n],o,r){e.strokeStyle=r,e.lineWidth=2.5,e.beginPath(),e.arc(t,n,o,0,2*Math.PI),e.stroke()}function kr(e,t,n){let o=e.map(([s])=>s),r=e.map(([,s])=>s);return t.range(Math.min(...o),Math.min(...r),Math.max(...o),Math.max(...r)).filter(s=>vs(e,n[2*s],n[2*s+1]))}function vs(e,t,n){let o=!1;for(let r=0,i=e.length-1;r<e.length;i=r++){let[s,a]=e[r],[l,f]=e[i];a>n!=f>n&&t<(l-s)*(n-a)/(f-a)+s&&(o=!o)}return o}var gs=[1/0,1.7],ys=1.1,Sr=e=>Math.floor(Math.log2(e)),$n=e=>Math.min(96,30+12*Math.log2(e)),Mr=e=>gs[e]??ys;function Ar(e,t,n){if(!Number.isFinite(n))return[];let o=Uint32Array.from(t,(a,l)=>l).sort((a,l)=>t[l]-t[a]||a-l),r=new Map,i=[];for(let a of o){let[l,f]=[e[2*a],e[2*a+1]],[u,m]=[Math.floor(l/n),Math.floor(f/n)];s(u,m,l,f)||(r.set(xr(u,m),a),i.push(a))}return i;function s(a,l,f,u){for(let m=a-1;m<=a+1;m++)for(let d=l-1;d<=l+1;d++){let c=r.get(xr(m,d));if(c!==void 0&&Math.max(Math.abs(e[2*c]-f),Math.abs(e[2*c+1]-u))<n)return!0}return!1}}var xr=(e,t)=>e*65536+t;var $s=14,bs={points:null};function Cr(e,t,n){let o=hr(t)??mr(t),r=n.getContext("2d"),i=_r(()=>c()),s=bs,a=vn,l={width:1,height:1},f=[],u=!1,m=0,d={level:null,rows:[]},c=()=>{m||=requestAnimationFrame(_)};function _(){if(m=0,!s.points)return;let v=xs(e),h=window.devicePixelRatio||1;Er(t,l,h),Er(n,l,h),o.paint({camera:a,...l,scale:je(a,l),size:y(),ratio:h,ring:v.ringParts}),r.setTransform(h,0,0,h,0,0),r.clearRect(0,0,l.width,l.height);let{points:k,labels:K,places:ae,colourOf:ne,picked:Ue,shown:Y}=s,le=$n(a.zoom);i.begin(),gr(r,{camera:a,size:l,rows:w(),points:k,image:i.of,colourOf:ne,side:le,picked:Ue,ring:v.ring}),Y!==null&&K&&wr(r,g(Y),Math.max(y(),9),v.ring),yr(r,{camera:a,size:l,places:ae,ink:v.ink,paper:v.card}),$r(r,f,v.ring),u&&br(r,l,v.ring)}let g=v=>qe(a,l,s.points[2*v],s.points[2*v+1]),y=()=>ks(s.labels.n)*Math.min(2,1+.25*Math.log2(a.zoom));function w(){let v=Sr(a.zoom);if(d.level!==v){let h=Mr(v)*$n(2**v)/je({...a,zoom:2**v},l);d={level:v,rows:Ar(s.points,s.labels.confidence,h)}}return d.rows}let b=v=>{a=v,c()};return{kind:o.kind,show(v){let h=["points","labels","colour"].some(k=>v[k]!==s[k]);v.points!==s.points&&(v={...v,index:ws(v.points)}),s={...s,...v},h?(d={level:null,rows:[]},o.put({points:s.points,colour:s.colour,state:s.state})):o.putState(s.state),c()},resize(v,h){l={width:v,height:h},d={level:null,rows:[]},c()},repaint:c,pan:(v,h)=>b(fr(a,l,v,h)),zoom:(v,h,k)=>b(gn(a,l,v,h,k)),zoomMiddle:v=>b(gn(a,l,v,...g(bn(s,[a.x,a.y],1/0)))),whole:()=>b(vn),outline(v){f=v,c()},key(v){u=v,c()},at:(v,h)=>bn(s,Ge(a,l,v,h),$s/je(a,l)),middle:()=>bn(s,[a.x,a.y],1/0),within:v=>kr(v.map(([h,k])=>Ge(a,l,h,k)),s.index,s.points),inView(){let{left:v,bottom:h,right:k,top:K}=pr(a,l);return s.index.range(v,h,k,K)},close(){cancelAnimationFrame(m),i.close(),o.close()}}}function ws(e){let t=e.length/2,n=new ct(t,64,Float32Array);for(let o=0;o<t;o++)n.add(e[2*o],e[2*o+1]);return n.finish()}function bn({index:e,points:t},[n,o],r){let i=e.within(n,o,Math.min(r,4)),s=a=>Math.hypot(t[2*a]-n,t[2*a+1]-o);return i.reduce((a,l)=>a===null||s(l)<s(a)?l:a,null)}var ks=e=>Math.min(9,Math.max(3,13-2*Math.log10(e)));function Er(e,{width:t,height:n},o){let[r,i]=[Math.round(t*o),Math.round(n*o)];e.width!==r&&(e.width=r),e.height!==i&&(e.height=i)}function xs(e){let t=getComputedStyle(e),n=t.getPropertyValue("--ring").trim(),o=[1,3,5].map(r=>parseInt(n.slice(r,r+2),16)/255);return{ring:n,ringParts:o,ink:t.color,card:t.getPropertyValue("--card").trim()}}var zt=60;function Tr(){let[e,t]=x(0);return q(()=>{go().catch(n=>Ee(n.message))},[]),!Me.value||!O.value?p`<p class="waiting" role="status">The map is being drawn …</p>`:p`<${Ss} key=${e} lost=${()=>t(n=>n+1)} />`}function Ss({lost:e}){let[t,n,o]=[V(null),V(null),V(null)],[r,i]=x(!1),[s,a]=x(null),l=V(r);l.current=r;let f=Es({box:t,under:n,over:o,lassoing:l,setTip:a,lost:e}),u=As();return q(()=>f.current.show(u),[u]),p`<div
    class=${r?"map lassoing":"map"}
    ref=${t}
    id="map"
    tabindex="0"
    role="application"
    aria-label="Map of the pictures: arrows move it, plus and minus zoom, Enter takes the picture in the middle, space adds it, a selects all in sight"
    onKeyDown=${d=>{let c=f.current,_={ArrowLeft:()=>c.pan(zt,0),ArrowRight:()=>c.pan(-zt,0),ArrowUp:()=>c.pan(0,zt),ArrowDown:()=>c.pan(0,-zt),"+":()=>c.zoomMiddle(1.5),"=":()=>c.zoomMiddle(1.5),"-":()=>c.zoomMiddle(1/1.5),0:()=>c.whole(),a:()=>Te(c.inView()),Enter:()=>wn(c.middle())," ":()=>wn(c.middle(),!0)};!(d.key in _)||d.altKey||(d.preventDefault(),_[d.key]())}}
    onFocus=${d=>f.current?.key(d.target.matches(":focus-visible"))}
    onBlur=${()=>f.current?.key(!1)}
  >
    <canvas ref=${n} aria-hidden="true"></canvas>
    <canvas ref=${o} aria-hidden="true"></canvas>
    <div class="tools">
      <button aria-pressed=${r} onClick=${()=>i(!r)} title="Lasso (or drag with shift)" aria-label="Lasso"><${B} name="lasso" /></button>
      <button onClick=${()=>f.current.zoomMiddle(1.6)} aria-label="Closer" title="Closer (+)"><${B} name="more" /></button>
      <button onClick=${()=>f.current.zoomMiddle(1/1.6)} aria-label="Farther" title="Farther (-)"><${B} name="less" /></button>
      <button onClick=${()=>f.current.whole()} aria-label="The whole map" title="The whole map (0)"><${B} name="fit" /></button>
    </div>
    ${s&&p`<${Ms} ...${s} />`}
  </div>`}function wn(e,t=!1){e!==null&&de(e,{toggle:t})}function Ms({row:e,x:t,y:n}){let o=O.value.cluster[e],r={transform:`translate(${t+14}px, ${n+14}px)`,"--colour":ge(o)};return p`<div class="tip" style=${r} aria-hidden="true">
    <${me} key=${e} row=${e} />
    <span><i class="dot"></i><bdi>${re(o)}</bdi></span>
    <span class="quiet">${Q(O.value.confidence[e])} sure</span>
  </div>`}function As(){let[e,t,n]=[Me.value,O.value,L.value],o=ce(()=>or(t,n),[t,n]),r=ce(()=>rr(t,$.value,C.value),[t,$.value,C.value]),{rows:i,sections:s}=Ae.value,a=ce(()=>ir(e,s,i,I.value),[e,s]);return ce(()=>({points:e,labels:t,colour:o,state:r,places:$.value===null?a:a.filter(({name:l})=>l===re($.value)),picked:C.value,shown:S.value,colourOf:l=>ge(t.cluster[l])}),[e,o,r,a,S.value])}function Es({box:e,under:t,over:n,lassoing:o,setTip:r,lost:i}){let s=V(null);return q(()=>{let a=Cr(e.current,t.current,n.current);s.current=a,e.current.dataset.painter=a.kind;let l=new ResizeObserver(([{contentRect:c}])=>a.resize(c.width,c.height));l.observe(e.current),t.current.addEventListener("webglcontextlost",i,{once:!0});let f=matchMedia("(prefers-color-scheme: dark)");f.addEventListener("change",a.repaint);let u=(c,_,g)=>r(c===null?null:{row:c,x:_,y:g}),m=sr(n.current,{drag:(c,_)=>(u(null),a.pan(c,_)),zoom:(c,_,g)=>(u(null),a.zoom(c,_,g)),point:([c,_])=>u(a.at(c,_),...Cs(c,_,e.current)),take:([c,_],g)=>wn(a.at(c,_),g.ctrlKey||g.metaKey),lasso:(c,_,g)=>{a.outline(_?[]:c),_&&(g.ctrlKey||g.metaKey?Ro:Te)(a.within(c))},lassoing:()=>o.current,leave:()=>u(null)}),d=t.current;return()=>{d.removeEventListener("webglcontextlost",i),m(),l.disconnect(),f.removeEventListener("change",a.repaint),a.close()}},[]),s}function Cs(e,t,n){return[Math.min(e,n.clientWidth-150),Math.min(t,n.clientHeight-190)]}var Or={grid:"Grid",map:"Map",unsure:"Unsure",repeated:"Repeated"};function Pr(){let e=pe.value,t=G.value==="map"&&!H.value;return p`<main>
    <div class="above">
      <${Ts} />
      <${Os} />
      ${!t&&p`<${Ps} />`}
    </div>
    ${e.note&&!t&&p`<p class="note">
      ${e.note}
      ${e.copies?.length>0&&!T.value&&p` <button class="link" onClick=${()=>Te(e.copies)}>Select the copies</button>`}
    </p>`}
    <section class="view" id="view" role="tabpanel" aria-labelledby=${`tab-${G.value}`}>
      ${O.value?t?p`<${Tr} />`:p`<${tr} />`:p`<p class="waiting" role="status">Loading …</p>`}
    </section>
    <${Go} />
  </main>`}function Ts(){if(H.value)return p`<h1>
      <bdi>Like ${H.value.said}</bdi>
      <button class="plain" aria-label="Leave the search" title="Leave the search (Esc)" onClick=${()=>H.value=null}><${B} name="close" /></button>
    </h1>`;let e=$.value===null?M.value.n:L.value.get($.value)?.size??0;return p`<h1>
    <bdi>${_o.value}</bdi> <span class="quiet">${Z(e)}</span>
    ${$.value!==null&&p`<button class="plain" aria-label="Show all pictures" title="Show all pictures (Esc)" onClick=${()=>be(null)}><${B} name="close" /></button>`}
  </h1>`}function Os(){let e=Object.keys(Or);return p`<div class="tabs" role="tablist" aria-label="Ways to look" onKeyDown=${n=>{let o={ArrowLeft:-1,ArrowRight:1}[n.key];o&&(n.preventDefault(),Ce(e[(e.indexOf(G.value)+o+e.length)%e.length]),requestAnimationFrame(()=>document.getElementById(`tab-${G.value}`).focus()))}}>
    ${e.map(n=>{let o=G.value===n&&!H.value;return p`<button
        key=${n}
        id=${`tab-${n}`}
        role="tab"
        aria-selected=${o}
        aria-controls="view"
        tabindex=${G.value===n?0:-1}
        onClick=${()=>Ce(n)}
      >
        ${Or[n]}
      </button>`})}
  </div>`}function Ps(){return p`<label class="size-of-cells">
    <span class="unseen">Size of the pictures</span>
    <input type="range" min="64" max="256" step="16" value=${He.value} title="Size of the pictures"
      onInput=${e=>He.value=Number(e.target.value)} />
  </label>`}function Dr(){let e=L.value.get($.value);if(!e||!O.value)return null;let{start:t,count:n}=cn(e.id),o=ho(O.value,Ae.value.rows.subarray(t,t+n));return p`
    <h2><bdi>${e.name}</bdi></h2>
    <p class="quiet">${j(e.size,"picture")}</p>
    ${!T.value&&p`<div class="buttons">
      <${U} command="rename" /><${U} command="merge" /><${U} command="split" />
    </div>`}
    ${e.alternatives.length>0&&p`<${Ds} cluster=${e} />`}
    <h4>Confidence</h4>
    <${Rs} counts=${o} colour=${e.colour} />
    <dl class="facts">
      <div><dt>Sure on average</dt><dd>${Q(e.confidence)}</dd></div>
      <div><dt>Alike</dt><dd>${e.cohesion.toFixed(2)}</dd></div>
    </dl>
  `}function Ds({cluster:e}){return p`<h4>${T.value?"Could also be called":"Call it"}</h4>
    <div class="chips">
      ${e.alternatives.map(([t,n])=>T.value?p`<span class="chip"><bdi>${t}</bdi></span>`:p`<button class="chip" onClick=${()=>Rt(e.id,t)} title=${`Score ${n.toFixed(2)}`}>
              <bdi>${t}</bdi>
            </button>`)}
    </div>`}function Rs({counts:e,colour:t}){let n=Math.max(...e,1);return p`<svg class="bars" viewBox="0 0 100 34" preserveAspectRatio="none" role="img"
    aria-label=${`Pictures by confidence, unsure to sure: ${e.join(", ")}`}>
    ${e.map((o,r)=>{let i=o?Math.max(1.5,32*o/n):.6;return p`<rect x=${10*r+.6} y=${34-i} width="8.8" height=${i} fill=${o?t:"currentColor"}
        opacity=${o?1:.25} />`})}
  </svg>
  <p class="scale quiet"><span>unsure</span><span>sure</span></p>`}function Rr(){let{title:e,n:t,encoder:n,method:o,n_fit_clusters:r}=M.value;return p`
    <h2><bdi>${e}</bdi></h2>
    <p class="quiet">${j(I.value.length,"kind")} in ${j(t,"picture")}</p>
    <dl class="facts">
      <div><dt>Encoder</dt><dd title=${n}><bdi>${n.split("@")[0]}</bdi></dd></div>
      <div><dt>Method</dt><dd>${o}</dd></div>
      <div><dt>Kinds of the fit</dt><dd>${Z(r)}</dd></div>
    </dl>
    <h4>How to go about it</h4>
    <ol class="hints">
      <li>Open a kind on the left and see whether its pictures belong together.</li>
      ${!T.value&&p`<li>Choose two or more kinds and merge them, or split one that holds several.</li>
        <li>Select pictures that are wrong, and move or reject them. The Unsure list has the likeliest mistakes.</li>
        <li>Export. Nothing of yours is changed, and every step can be undone.</li>`}
    </ol>
    <div class="buttons"><${U} command="help" label="All keys" /></div>
  `}var Is=60;function Nr(){let e=S.value;return p`<aside class=${J.value?"detail uncovered":"detail"} aria-label="Details">
    <button class="plain shut" onClick=${()=>J.value=!1} aria-label="Close"><${B} name="close" /></button>
    ${e!==null?p`<${Ns} row=${e} />`:$.value!==null?p`<${Dr} />`:p`<${Rr} />`}
  </aside>`}function Ns({row:e}){let t=Bs(e);return p`
    <div class="large"><${Ls} key=${e} row=${e} /></div>
    ${t.error&&p`<p class="quiet">${t.error}</p>`}
    ${t.row===e&&p`<${js} told=${t} />`}
  `}function Ls({row:e}){let[t,n]=x(!1);return t?p`<p class="gone">This picture cannot be read now.</p>`:p`<img src=${A.large(e)} alt=${`Picture ${e+1}`} onError=${()=>n(!0)} />`}function js({told:e}){let t=[e.outlier&&"fits no kind well",e.rejected&&"rejected",e.moved&&"placed by hand",e.duplicate_of!==null&&"looks like a copy"].filter(Boolean);return p`
    <p class="file"><bdi>${e.name}</bdi></p>
    <p class="quiet">
      ${e.width&&`${e.width} × ${e.height}`}${t.map(n=>p`<span class="note">${n}</span>`)}
    </p>
    ${!T.value&&p`<div class="buttons">
      <${U} command="move" />
      <${U} command="reject" label=${st()?"Restore":"Reject"} />
    </div>`}
    <h4>Likeliest kinds</h4>
    <ol class="top">
      ${e.top.map(({cluster:n,p:o},r)=>p`<${Us} key=${n} ...${{cluster:n,p:o,place:r,told:e}} />`)}
    </ol>
    <${Ir} title="Nearest" rows=${e.neighbours.map(n=>n.row)} />
    <${Ir} title=${e.duplicate_of!==null?"Original and copies":"Copies"} rows=${zs(e)} />
  `}function Us({cluster:e,p:t,place:n,told:o}){let r=e===o.cluster,i=p`<span class="bar" style=${{"--p":t,"--colour":ge(e)}}></span>
    <bdi>${re(e)}</bdi><span class="p">${Q(t)}</span>`;return T.value?p`<li class=${r?"here":""}><span class="likely">${i}</span></li>`:p`<li class=${r?"here":""}>
    <button class="likely" title=${r?"Confirm this kind":"Move the picture here"} onClick=${()=>Le([o.row],e)}>
      ${i}${G.value==="unsure"&&p`<kbd aria-hidden="true">${n+1}</kbd>`}
    </button>
  </li>`}function Ir({title:e,rows:t}){return t.length?p`<h4>${e}</h4>
    <div class="tiles">
      ${t.map(n=>p`<button key=${n} class="tile" onClick=${()=>de(n)} aria-label=${`Picture ${n+1}`}>
          <${me} row=${n} />
        </button>`)}
    </div>`:null}var zs=({duplicate_of:e,duplicates:t})=>[...new Set([...e!==null?[e]:[],...t])];function Bs(e){let[t,n]=x({}),{rev:o}=M.value;return q(()=>{let r=new AbortController,i=setTimeout(async()=>{try{n(await A.picture(e,r.signal))}catch(s){ro(s)||n({error:s.message})}},Is);return()=>{clearTimeout(i),r.abort()}},[e,o]),t}var ut=()=>te.value=null;function se({title:e,children:t,act:n,verb:o,can:r=!0,wide:i=!1}){let s=V(null);return yt(()=>{let l=document.activeElement;return s.current.showModal(),()=>l?.isConnected&&l.focus()},[]),p`<dialog
    ref=${s}
    class=${i?"wide":""}
    aria-labelledby="dialog-title"
    onClose=${ut}
    onClick=${l=>l.target===s.current&&ut()}
  >
    <form onSubmit=${l=>{l.preventDefault(),r&&(ut(),n?.())}}>
      <header>
        <h2 id="dialog-title">${e}</h2>
        <button type="button" class="plain" onClick=${ut} aria-label="Close"><${B} name="close" /></button>
      </header>
      ${t}
      ${n&&p`<footer>
        <button type="button" class="plain" onClick=${ut}>Cancel</button>
        <button type="submit" class="strong" disabled=${!r}>${o}</button>
      </footer>`}
    </form>
  </dialog>`}var Fs=[["csv","Table","labels.csv: path, kind, name, confidence"],["folders","Folders","one folder a kind"],["parquet","Parquet","the table, for data frames"],["coco","COCO","JSON for annotation tools"]],Hs=[["symlink","links to your files"],["hardlink","hard links"],["copy","copies"]];function Lr(){let[e,t]=x("csv"),[n,o]=x("symlink");return p`<${se} title="Export" verb="Export" act=${()=>Mo(e,n)}>
    <fieldset class="ways">
      <legend class="unseen">As</legend>
      ${Fs.map(([r,i,s],a)=>p`<label key=${r}>
          <input type="radio" name="to" autofocus=${a===0} checked=${e===r} onChange=${()=>t(r)} />
          <span>${i} <span class="quiet">${s}</span></span>
        </label>`)}
    </fieldset>
    ${e==="folders"&&p`<label class="field">
      <span>Filled with</span>
      <select value=${n} onChange=${r=>o(r.target.value)}>
        ${Hs.map(([r,i])=>p`<option key=${r} value=${r}>${i}</option>`)}
      </select>
    </label>`}
    <p class="quiet">It is written into a new folder beside the run. Your pictures stay as they are.</p>
  <//>`}var jr=["merge","split","rename","move","reject","first","second","third","undo","redo","coarser","finer","export"],Ks=[["← ↑ → ↓","Next picture"],["Shift + arrow","Select a range"],["Space","Select one more"]],Ws=[["Drag","Move the map"],["Wheel, + −","Closer, farther"],["0","The whole map"],["Shift + drag","Draw a lasso"]];function zr(){let e=T.value?[]:jr.map(n=>Ur(Oe[n])),t=Object.keys(Oe).filter(n=>!jr.includes(n)&&Oe[n].can()).map(n=>Ur(Oe[n]));return p`<${se} title="Keys" wide>
    <div class="keys">
      ${e.length>0&&p`<${Bt} title="Change" rows=${e} />`}
      <${Bt} title="Look" rows=${t} />
      <${Bt} title="In the grid" rows=${Ks} />
      <${Bt} title="On the map" rows=${Ws} />
    </div>
    <label class="switch">
      <input type="checkbox" checked=${it.value} onChange=${n=>Gs(n.target.checked)} />
      Single letters act. Switch this off if you speak or use a screen reader; arrows, Enter, Escape and Ctrl+Z stay.
    </label>
  <//>`}var Ur=({key:e,name:t})=>[e==="Escape"?"Esc":e,t];function Bt({title:e,rows:t}){return p`<section>
    <h3>${e}</h3>
    <dl>${t.map(([n,o])=>p`<div key=${n}><dt><kbd>${n}</kbd></dt><dd>${o}</dd></div>`)}</dl>
  </section>`}function Gs(e){it.value=e,localStorage.setItem("kindfold.keys",e?"on":"off")}function Ft({chosen:e,onChange:t,several:n=!1,first:o=null}){let[r,i]=x(""),[s]=x(e),a=I.value.filter(({name:f})=>f.toLowerCase().includes(r.trim().toLowerCase())).sort((f,u)=>s.includes(u.id)-s.includes(f.id)),l=f=>{if(!n)return t([f]);t(e.includes(f)?e.filter(u=>u!==f):[...e,f])};return p`<div class="choice">
    <input type="search" autofocus placeholder="Find a kind" aria-label="Find a kind" value=${r}
      onInput=${f=>i(f.target.value)} />
    <div class="options" role="group" aria-label="Kinds">
      ${o&&p`<${Br} id=${o.id} name=${o.name} ...${{chosen:e,toggle:l,several:n}} />`}
      ${a.map(({id:f,name:u,size:m,central:d,colour:c})=>p`<${Br} key=${f} ...${{id:f,name:u,size:m,central:d,colour:c,chosen:e,toggle:l,several:n}} />`)}
    </div>
  </div>`}function Br({id:e,name:t,size:n,central:o,colour:r,chosen:i,toggle:s,several:a}){return p`<label class="option" style=${{"--colour":r??"transparent"}}>
    <input type=${a?"checkbox":"radio"} name="cluster" checked=${i.includes(e)} onChange=${()=>s(e)} />
    ${o?.length?p`<${me} row=${o[0]} lazy />`:p`<span class="thumb"></span>`}
    <bdi>${t}</bdi>
    ${n!==void 0&&p`<span class="quiet">${Z(n)}</span>`}
  </label>`}function Fr(){let[e,t]=x(fe.value),[n,o]=x(null),r=I.value.filter(({id:a})=>e.includes(a)),i=n??r[0]?.name??"",s=r.reduce((a,{size:l})=>a+l,0);return p`<${se}
    title="Merge kinds"
    verb=${r.length>1?`Merge ${j(r.length,"kind")}`:"Merge"}
    can=${r.length>1&&i.trim()}
    act=${()=>bo(r.map(({id:a})=>a),i.trim())}
  >
    <${Ft} several chosen=${e} onChange=${a=>t(a.filter(l=>L.value.has(l)))} />
    <label class="field">
      <span>Name of the whole</span>
      <input maxlength="200" value=${i} onInput=${a=>o(a.target.value)} />
    </label>
    <p class="quiet">${j(s,"picture")} in all.</p>
  <//>`}var Hr="new";function Kr(){let[e]=x(ue.value),[t,n]=x([]),[o,r]=x(""),i=t[0]===Hr;return p`<${se}
    title=${`Move ${j(e.length,"picture")}`}
    verb="Move"
    can=${t.length===1&&(!i||o.trim())}
    act=${()=>Le(e,t[0],i?o.trim():void 0)}
  >
    <${Ft} chosen=${t} onChange=${n} first=${{id:Hr,name:"A new kind"}} />
    ${i&&p`<label class="field">
      <span>Name of the new kind</span>
      <input autofocus maxlength="200" value=${o} onInput=${s=>r(s.target.value)} />
    </label>`}
  <//>`}function Wr(){let[e]=x(()=>L.value.get(fe.value[0])),[t,n]=x(e.name),o=t.trim();return p`<${se}
    title="Rename"
    verb="Rename"
    can=${o&&o!==e.name}
    act=${()=>Rt(e.id,o)}
  >
    <label class="field">
      <span>Name</span>
      <input autofocus maxlength="200" value=${t} onInput=${r=>n(r.target.value)} onFocus=${r=>r.target.select()} />
    </label>
    ${e.alternatives.length>0&&p`<div class="chips" role="group" aria-label="Other nouns">
      ${e.alternatives.map(([r])=>p`<button type="button" class="chip" onClick=${()=>n(r)}><bdi>${r}</bdi></button>`)}
    </div>`}
  <//>`}var Gr=20;function qr(){let[e]=x(fe.value[0]),[t,n]=x(2),o=t!=="auto",r=Number(t),i=!o||Number.isInteger(r)&&r>=2&&r<=Gr;return p`<${se} title=${`Split ${re(e)}`} verb="Split" can=${i} act=${()=>wo(e,o?r:"auto")}>
    <fieldset class="ways">
      <legend class="unseen">Into how many</legend>
      <label>
        <input type="radio" name="into" autofocus checked=${o} onChange=${()=>n(2)} /> Into
        <input type="number" min="2" max=${Gr} value=${o?t:2} aria-label="Number of parts"
          onFocus=${()=>!o&&n(2)} onInput=${s=>n(s.target.value)} />
      </label>
      <label><input type="radio" name="into" checked=${!o} onChange=${()=>n("auto")} /> As many as a mixture finds</label>
    </fieldset>
    <p class="quiet">The parts get names of their own.</p>
  <//>`}var qs={export:Lr,help:zr,merge:Fr,move:Kr,rename:Wr,split:qr};function Vr(){let e=te.value;return e&&p`<${qs[e.name]} />`}var Vs=32*2**20;function Yr(){let[e,t]=x(""),n=V(null);if(q(()=>{H.value===null&&t("")},[H.value]),T.value)return null;let o=M.value?.can_search_words;return p`<form class="search" role="search" onSubmit=${i=>{i.preventDefault(),e.trim()?Eo(e.trim()):H.value=null}}>
    <${B} name="search" />
    <input
      id="words"
      type="search"
      disabled=${!o}
      value=${e}
      placeholder=${o?"Search by words":"This encoder knows no words"}
      aria-label="Search by words"
      aria-keyshortcuts="/"
      maxlength="300"
      onInput=${i=>t(i.target.value)}
    />
    <button type="button" class="plain" title="Search by a picture (or drop one anywhere)" aria-label="Search by a picture" onClick=${()=>n.current.click()}>
      <${B} name="picture" />
    </button>
    <input ref=${n} type="file" accept="image/*" hidden aria-hidden="true" onChange=${i=>kn(i.target.files[0])} />
  </form>`}function Jr(e){let t=n=>n.dataTransfer?.types.includes("Files");document.addEventListener("dragover",n=>{t(n)&&(n.preventDefault(),e(!T.value))}),document.addEventListener("dragleave",n=>!n.relatedTarget&&e(!1)),document.addEventListener("drop",n=>{t(n)&&(n.preventDefault(),e(!1),kn(n.dataTransfer.files[0]))}),document.addEventListener("paste",n=>kn(n.clipboardData?.files[0]))}function kn(e){!e||T.value||(e.size>Vs?Ee("This file is too large for a search."):Co(e))}function Zr(){let{title:e,undo:t,redo:n}=M.value;return p`<header class="bar">
    <a class="skip" href="#pictures">To the pictures</a>
    <p class="mark">kindfold <bdi class="quiet">${e}</bdi></p>
    <${Yr} />
    <div class="deeds">
      ${!T.value&&p`<${U} command="undo" icon="undo" kind="plain" title=${t?`Undo: ${t} (z)`:"Undo (z)"} />
        <${U} command="redo" icon="redo" kind="plain" title=${n?`Redo: ${n} (Z)`:"Redo (Z)"} />
        <${U} command="export" kind="export" />`}
      <${U} command="help" icon="help" kind="plain" />
    </div>
  </header>`}function Qr(){let{levels:e,level:t,n_fit_clusters:n}=M.value,[o,r]=x(null);if(T.value||e.length<2)return null;let i=o??Oo(M.value),{n_clusters:s,stability:a}=e[i],l=`${j(s,"kind")}${a===null?"":`, ${Q(a)} stable`}`,f=u=>{r(null),Number(u.target.value)!==t&&Ke(Number(u.target.value))};return p`<div class="levels">
    <label>
      <span>How fine</span>
      <output class="quiet">${o===null&&t===null?"as found":l}</output>
    </label>
    <div class="slider">
      <${U} command="coarser" icon="less" kind="plain" />
      <input
        type="range"
        min="0"
        max=${e.length-1}
        value=${i}
        aria-label="How fine the kinds are"
        aria-valuetext=${l}
        onInput=${u=>r(Number(u.target.value))}
        onChange=${f}
      />
      <${U} command="finer" icon="more" kind="plain" />
    </div>
    ${t!==null&&p`<button class="plain link" onClick=${()=>Ke(null)}>Back to the ${n} that were found</button>`}
  </div>`}function Xr(){let{text:e,undoable:t,wrong:n,silent:o}=Ot.value??{};return p`
    <div class="unseen" role="status" aria-live="polite" aria-atomic="true">${e}</div>
    ${e&&!o&&p`<div class=${n?"toast wrong":"toast"}>
      <span aria-hidden="true">${e}</span>
      ${t&&p`<button class="plain" onClick=${It}>Undo <kbd aria-hidden="true">z</kbd></button>`}
    </div>`}
  `}function ei(){let[e,t]=x(!1);return q(()=>Jr(t),[]),rt.value?p`<div class="failure" role="alert"><h1>kindfold</h1><p>${rt.value}</p></div>`:M.value?p`
    <${Zr} />
    <nav class="left" aria-label="Kinds">
      <div class="left-head">
        <h2>${j(I.value.length,"kind")}</h2>
        <${Qr} />
      </div>
      <${Ho} />
    </nav>
    <${Pr} />
    <${Nr} />
    <${Vr} />
    <${Xr} />
    ${e&&p`<div class="dropping"><p>Drop the picture to see what is like it</p></div>`}
  `:p`<p class="waiting" role="status">Loading …</p>`}var Ys=["grid","map","unsure","repeated"];function ti(){let e=new URLSearchParams(location.hash.slice(1));Ys.includes(e.get("tab"))&&(G.value=e.get("tab")),e.has("kind")&&($.value=Number(e.get("kind"))),ve(()=>{if(!M.value||L.value.size===0)return;Js();let t=new URLSearchParams({tab:G.value});$.value!==null&&t.set("kind",$.value),history.replaceState(null,"",`#${t}`),document.title=`${M.value.title} · kindfold`})}function Js(){let e=L.value;$.value!==null&&!e.has($.value)&&($.value=null),[...D.value].some(t=>!e.has(t))&&(D.value=new Set([...D.value].filter(t=>e.has(t))))}Qt(p`<${ei} />`,document.getElementById("page"));Uo();ti();vo();window.addEventListener("focus",yo);})();
